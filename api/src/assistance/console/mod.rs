//! The staff's pages of assistance: cases, one case on one page, and a form for each thing that can be done with it.

mod amounts;
mod case;
mod deciding;
pub(in crate::assistance) mod fields;
mod instalments;
mod list;
mod opening;
mod person;
mod posts;
mod proposing;
mod scales;
mod wages;

pub(in crate::assistance) use opening::mendable;

use actix_web::{HttpRequest, HttpResponse, http::header, web::ServiceConfig};
use serde_json::{Value, json};

use crate::{
    app::App,
    assistance::{
        error::AssistanceError,
        model::{Case, CaseFile},
    },
    error::Problem,
    identity::actor::Staff,
    platform::{change::Change, once::Once},
    web::language::Language,
};

/// The console's pages.
pub fn pages(config: &mut ServiceConfig) {
    config
        .service(list::show)
        .service(opening::ask)
        .service(opening::open)
        .service(posts::show)
        .service(posts::save)
        .service(wages::show)
        .service(wages::enter)
        .service(scales::show)
        .service(scales::enter)
        .service(case::show)
        .service(person::ask_new)
        .service(person::add)
        .service(person::ask)
        .service(person::describe)
        .service(proposing::ask)
        .service(proposing::propose)
        .service(deciding::ask)
        .service(deciding::decide);
}

/// Who reads a page, and how.
#[derive(Clone, Copy)]
pub(in crate::assistance) struct Reader<'a> {
    pub app: &'a App,
    pub request: &'a HttpRequest,
    pub staff: &'a Staff,
    pub language: Language,
}

impl Reader<'_> {
    pub fn say(&self, key: &str) -> String {
        self.app.texts.say(self.language, key)
    }

    pub fn say_with<V: AsRef<str>>(&self, key: &str, args: &[(&str, V)]) -> String {
        self.app.texts.say_with(self.language, key, args)
    }

    /// Choices of a select or of radio buttons, by their words' prefix.
    pub fn choices<'w>(
        &self,
        prefix: &str,
        words: impl IntoIterator<Item = &'w str>,
        chosen: impl Fn(&str) -> bool,
    ) -> Vec<Value> {
        let choice = |word: &str| json!({ "value": word, "label": self.say(&format!("{prefix}{word}")), "chosen": chosen(word) });
        words.into_iter().map(choice).collect()
    }

    /// Does something once, however often its form is sent.
    async fn once<F>(&self, key: &str, body: &Value, work: F) -> Result<CaseFile, Problem>
    where
        F: AsyncFnOnce(Change) -> Result<CaseFile, AssistanceError>,
    {
        let once = Once::keyed(key, self.request.path());
        once.run(self.app.change(self.staff).await?, &self.app.cache, body, work).await
    }
}

/// What a case is called on every page about it.
pub(in crate::assistance) fn head(case: &Case) -> Value {
    json!({ "id": case.id, "name": case.underlying.name, "number": case.underlying.number })
}

/// The page of a case, after something was done.
fn to_case(file: &CaseFile, done: &str) -> HttpResponse {
    go(&format!("/console/assistance/{}?done={done}", file.case.id))
}

pub(in crate::assistance) fn go(target: &str) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, target)).finish()
}
