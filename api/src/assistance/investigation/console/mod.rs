//! The staff's pages of investigation: what is due and what others ask, the tasks of a case, one task, one request.

mod case;
mod files;
mod list;
mod request;
mod task;

use actix_web::web::ServiceConfig;
use serde_json::Value;
use validator::Validate;

use crate::{
    assistance::{
        console::{Reader, fields},
        investigation::error::InvestigationError,
    },
    error::{FieldFault, Problem},
    platform::{change::Change, once::Once},
    web::body::broken_rules,
};

/// The console's pages.
pub fn pages(config: &mut ServiceConfig) {
    config
        .service(list::show)
        .service(case::show)
        .service(case::make)
        .service(task::show)
        .service(task::note)
        .service(task::drop)
        .service(task::assign)
        .service(request::show)
        .service(request::act)
        .service(files::add)
        .service(files::add_to_answer)
        .service(files::content)
        .service(files::content_of_request);
}

/// Each fault with the field it is about, of forms whose fields are called as in the API.
fn told(reader: Reader<'_>, problem: Option<&Problem>) -> (Value, Vec<Value>) {
    fields::told(reader, problem, |pointer| {
        let name = pointer.trim_start_matches('/');
        (name.to_owned(), reader.say(&format!("investigation-{name}")))
    })
}

/// What was typed, unless a rule of the API's refuses it.
fn sound<T: Validate>(typed: T) -> Result<T, Problem> {
    match typed.validate() {
        Ok(()) => Ok(typed),
        Err(errors) => Err(Problem::invalid(broken_rules(&errors))),
    }
}

/// A day of a field; nothing when it is empty.
fn day(fields: &fields::Fields, name: &str) -> Result<Option<chrono::NaiveDate>, Problem> {
    let fault = |_| Problem::invalid(vec![FieldFault::new(format!("/{name}"), "not_a_date")]);
    fields.some(name).map(|text| text.parse().map_err(fault)).transpose()
}

/// Does something once, however often its form is sent.
async fn once<T, F>(
    reader: Reader<'_>,
    fields: &fields::Fields,
    body: &impl serde::Serialize,
    work: F,
) -> Result<T, Problem>
where
    T: serde::Serialize + serde::de::DeserializeOwned,
    F: AsyncFnOnce(Change) -> Result<T, InvestigationError>,
{
    let once = Once::keyed(fields.key()?, reader.request.path());
    once.run(reader.app.change(reader.staff).await?, &reader.app.cache, body, work).await
}
