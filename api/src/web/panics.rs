//! A request whose handling panics is answered like any other fault, and the process goes on (security.md AUD-7). What the panic
//! says may hold what somebody typed, so neither answer nor log has it: the log has the place in the program.

use std::{fmt, panic::AssertUnwindSafe, sync::Arc};

use actix_web::{
    Error, HttpResponse, ResponseError,
    body::MessageBody,
    dev::{ServiceRequest, ServiceResponse},
    http::StatusCode,
    middleware::Next,
    web::Data,
};
use futures_util::FutureExt;

use crate::{
    app::App,
    error::Problem,
    platform::ids,
    web::{language::Language, problems, security, texts::Texts},
};

/// Logs where the program panicked, without its words; for the whole process.
pub fn keep_quiet() {
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "the program panicked");
    }));
}

/// Middleware: answers in place of a handler that panicked. The request is lost with it, so what the answer needs is kept before.
pub async fn survive<B: MessageBody>(
    request: ServiceRequest,
    next: Next<B>,
) -> Result<ServiceResponse<B>, Error> {
    let app = request.app_data::<Data<App>>();
    let fault = Panicked {
        texts: app.map(|app| app.texts.clone()),
        production: app.is_some_and(|app| !app.config.demo()),
        language: Language::of(request.request()),
    };
    match AssertUnwindSafe(next.call(request)).catch_unwind().await {
        Ok(answered) => answered,
        Err(_) => Err(fault.into()),
    }
}

struct Panicked {
    texts: Option<Arc<Texts>>,
    production: bool,
    language: Language,
}

impl fmt::Debug for Panicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Panicked")
    }
}

impl fmt::Display for Panicked {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a request panicked")
    }
}

impl ResponseError for Panicked {
    fn status_code(&self) -> StatusCode {
        StatusCode::INTERNAL_SERVER_ERROR
    }

    fn error_response(&self) -> HttpResponse {
        let instance = ids::new_id();
        tracing::error!(%instance, "a request panicked");
        let problem = Problem::new(self.status_code(), "internal");
        let mut answer = HttpResponse::build(problem.status);
        answer.content_type("application/problem+json");
        let body = self
            .texts
            .as_ref()
            .map(|texts| problems::describe(&problem, texts, self.language, &format!("urn:uuid:{instance}")));
        let mut answer = answer.json(body.unwrap_or_default());
        security::guard(answer.headers_mut(), self.production);
        answer
    }
}
