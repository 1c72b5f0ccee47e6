//! Investigation (调查核实): what is to be found out in a case before it is decided, by whom and by when, and what was found.
//!
//! A task is [`made`](service::make) for somebody with a day; whoever investigates [`notes`](service::note) what was found, with photographs,
//! and ends it; or it is [`dropped`](service::drop) with a reason. A note is final: a correction is a further one that says why. A home visit
//! is made by two people. A task may ask another procuratorate (委托调查): its staff see this request and nothing else of the case, and nothing
//! of it once the task has ended; they [`act`](service::act) on it. What may happen to both is a table
//! (`catalog/assistance/investigation.yaml`), with what each kind asks for and the time limits. Begin at [`service`].

mod api;
mod console;
pub mod error;
pub mod model;
mod queries;
mod sealing;
pub mod service;
mod view;

pub use console::pages;
use utoipa_actix_web::service_config::ServiceConfig;
pub(in crate::assistance) use view::kind_text;

/// The API's routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(api::kinds)
        .service(api::tasks::list)
        .service(api::tasks::of_case)
        .service(api::tasks::make)
        .service(api::tasks::show)
        .service(api::tasks::assign)
        .service(api::tasks::note)
        .service(api::tasks::drop)
        .service(api::files::add)
        .service(api::files::content)
        .service(api::requests::list)
        .service(api::requests::show)
        .service(api::requests::act)
        .service(api::files::add_to_answer)
        .service(api::files::content_of_request);
}
