//! Every kind of page and control in every language, drawn as a reader gets it, over the real wiring.
//! With `HECHANG_GALLERY=folder` the pages are also written there, to be looked at.

mod drawn;
mod html;
mod posts;
mod shown;

use std::sync::Arc;

use actix_web::{
    App as Server, Error, HttpMessage, HttpRequest, HttpResponse,
    body::{BoxBody, MessageBody, to_bytes},
    dev::{Service, ServiceResponse},
    middleware::from_fn,
    test::{TestRequest, call_service, init_service},
    web::{self, Data, Path},
};
use serde_json::{Value, json};

use super::{
    assets,
    forms::{self, Fault, Questions, Typed, tests::schema},
    language::{self, Language},
    pages::{Serde, context},
    posted::{Form, Pairs},
    problems, security,
    visitor::{Kind, SignedIn},
};
use crate::{
    app::App,
    config::{Config, Mode},
    error::{FieldFault, Internal, Problem},
    platform::clock::SystemClock,
};

const SECTIONS: [&str; 3] = ["person", "harm", "family"];

async fn app(mode: Mode) -> (Data<App>, tempfile::TempDir) {
    let folder = tempfile::tempdir().unwrap();
    let config = Config { data_dir: folder.path().to_owned(), ..Config::default() };
    let mut app =
        App::build(config, Arc::new(SystemClock::default()), "http://hechang.test".into()).await.unwrap();
    app.config.mode = mode;
    app.pages.add("gallery/form.html", include_str!("form.html"));
    app.pages.add("gallery/home.html", include_str!("home.html"));
    app.pages.add("gallery/desk.html", include_str!("desk.html"));
    (Data::new(app), folder)
}

/// A server with the shell's middleware and a few pages.
async fn server(
    app: Data<App>,
) -> impl Service<actix_http::Request, Response = ServiceResponse<impl MessageBody>, Error = Error> {
    init_service(
        Server::new()
            .app_data(app)
            .configure(assets::pages)
            .route("/", web::get().to(home))
            .route("/desk", web::get().to(desk))
            .route("/form/{section}", web::get().to(form))
            .route("/service/{service}/{section}", web::get().to(real_form))
            .route("/post", web::post().to(post))
            .route("/healthz", web::get().to(HttpResponse::Ok))
            .route("/plain", web::get().to(async || HttpResponse::Ok().body("plain")))
            .route("/faulty", web::get().to(faulty))
            .route("/broken", web::get().to(broken))
            .route("/api/v1/faulty", web::get().to(faulty))
            .wrap(from_fn(problems::show))
            .wrap(from_fn(language::remember))
            .wrap(from_fn(security::own_name))
            .wrap(from_fn(security::headers)),
    )
    .await
}

async fn home(app: Data<App>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let text = |zh: &str, bo: &str, en: &str| json!({ "zh-CN": zh, "bo-CN": bo, "en": en });
    let services = json!([
        { "title": text("国家司法救助", "རྒྱལ་ཁབ་ཀྱི་ཁྲིམས་འཛིན་རོགས་སྐྱོབ།", "State judicial assistance"),
          "summary": text("案件中受到伤害、生活困难的，可以申请一次性救助金。", "གྱོད་དོན་ནང་གནོད་འཚེ་ཐེབས་ཤིང་འཚོ་བར་དཀའ་ངལ་ཡོད་ན་རེ་ཞུ་འབུལ་ཆོག", "Money for people who were harmed in a case and are in need.") },
        { "title": text("法律咨询", "ཁྲིམས་ལུགས་འདྲི་རྩད།", "Legal advice"),
          "summary": text("不懂法律？问一问检察官。", "ཁྲིམས་ལུགས་མི་ཤེས་ན་ཞིབ་དཔྱོད་པར་དྲིས།", "Ask a prosecutor.") },
    ]);
    app.pages.render(&request, "gallery/home.html", context! { services => Serde(services) })
}

async fn desk(app: Data<App>, request: HttpRequest) -> Result<HttpResponse, Problem> {
    let signed_in =
        SignedIn { name: "<b>reception1</b>".into(), kind: Kind::Staff, roles: vec!["admin".into()] };
    request.extensions_mut().insert(signed_in);
    app.pages.render(&request, "gallery/desk.html", context! {})
}

async fn form(app: Data<App>, request: HttpRequest, section: Path<String>) -> Result<HttpResponse, Problem> {
    let answers = json!({
        "person": { "name": "\"><script>alert(1)</script>", "sex": "male", "income_fen": 120_050, "has_account": true },
        "harm": { "kinds": ["injury"] }, "family": [{ "name": "央金" }, {}],
    });
    let fault = |pointer: &str, text: &str| Fault { pointer: pointer.into(), text: text.into() };
    let faults = [
        fault("/person/phone", "<i>?"),
        fault("/person/sex", "Choose."),
        fault("/harm/kinds", "Choose."),
        fault("/harm/truthful", "Tick."),
        fault("/family/1/name", "Fill in."),
        fault("/family", "Too few."),
    ];
    let typed = Typed::from([("/person/age".to_owned(), "old".to_owned())]);
    let schema = schema();
    let questions = Questions::section(&schema, &section, &answers).ok_or_else(Problem::not_found)?;
    let drawn = questions.draw(&typed, &faults);
    app.pages.render(&request, "gallery/form.html", context! { form => Serde(drawn) })
}

/// A section of a service of the catalog, with an applicant's answers.
async fn real_form(
    app: Data<App>,
    request: HttpRequest,
    place: Path<(String, String)>,
) -> Result<HttpResponse, Problem> {
    let (service, section) = place.into_inner();
    let form = &app.catalog.service(&service).ok_or_else(Problem::not_found)?.form;
    let answers = answers_to(&service);
    let schema = form.schema(Language::of(&request));
    let questions = Questions::section(schema, &section, &answers).ok_or_else(Problem::not_found)?;
    let faults = forms::say(&form.check_complete(&json!({})), &app.texts, Language::of(&request));
    app.pages.render(
        &request,
        "gallery/form.html",
        context! { form => Serde(questions.draw(&Typed::new(), &faults)) },
    )
}

fn answers_to(service: &str) -> Value {
    let filled = include_str!("../../../../tests/fixtures/judicial-assistance.json");
    if service == "judicial-assistance" { serde_json::from_str(filled).unwrap() } else { json!({}) }
}

async fn post(form: Form<Pairs>) -> HttpResponse {
    HttpResponse::Ok().json(form.into_inner())
}

async fn faulty() -> Result<HttpResponse, Problem> {
    Err(Problem::invalid(vec![
        FieldFault::new("/name", "too_long").with("max", 60),
        FieldFault::new("/age", "not_a_number"),
    ]))
}

async fn broken() -> Result<HttpResponse, Problem> {
    Err(Internal::msg("the cause, for the log only").into())
}

/// An answer as a test looks at it.
struct Answer {
    status: u16,
    text: String,
    response: ServiceResponse<BoxBody>,
}

impl Answer {
    fn header(&self, name: &str) -> &str {
        self.response.headers().get(name).map_or("", |value| value.to_str().unwrap())
    }

    fn cookie(&self, name: &str) -> Option<String> {
        self.response
            .response()
            .cookies()
            .find(|cookie| cookie.name() == name)
            .map(|cookie| cookie.value().to_owned())
    }

    fn token(&self) -> &str {
        let (_, rest) = self.text.split_once(r#"name="_csrf" value=""#).unwrap();
        rest.split_once('"').unwrap().0
    }
}

async fn ask(
    server: &impl Service<
        actix_http::Request,
        Response = ServiceResponse<impl MessageBody + 'static>,
        Error = Error,
    >,
    request: TestRequest,
) -> Answer {
    let response = call_service(server, request.to_request()).await.map_into_boxed_body();
    let (request, response) = response.into_parts();
    let (response, body) = response.into_parts();
    let bytes = to_bytes(body).await.unwrap();
    let text = String::from_utf8(bytes.to_vec()).unwrap();
    let response = ServiceResponse::new(request, response.map_into_boxed_body());
    Answer { status: response.status().as_u16(), text, response }
}

/// A browser's request.
fn browse(path: &str) -> TestRequest {
    TestRequest::with_uri(path)
        .insert_header(("host", "hechang.test"))
        .insert_header(("accept", "text/html,application/xhtml+xml,*/*;q=0.8"))
}
