//! The staff's pages of follow-up: what is due, the plan of a case, one visit with its record, help for somebody.

mod help;
mod list;
mod pictures;
mod plan;
mod recording;
mod visit;

use actix_web::web::ServiceConfig;
use serde_json::{Value, json};

use crate::{
    assistance::{
        console::{Reader, fields},
        rules::Word,
    },
    error::{Internal, Problem},
    organs,
};

/// The console's pages.
pub fn pages(config: &mut ServiceConfig) {
    config
        .service(list::show)
        .service(plan::show)
        .service(plan::choose)
        .service(plan::add)
        .service(visit::show)
        .service(visit::move_or_give_up)
        .service(visit::assign)
        .service(recording::enter)
        .service(pictures::add)
        .service(pictures::content)
        .service(help::show)
        .service(help::give);
}

/// Each fault with the field it is about, of forms whose fields are called as in the API.
fn told(reader: Reader<'_>, problem: Option<&Problem>) -> (Value, Vec<Value>) {
    fields::told(reader, problem, |pointer| {
        let name = pointer.trim_start_matches('/');
        (name.to_owned(), reader.say(&format!("followup-{name}")))
    })
}

/// Words of the settings to choose from.
fn words(reader: Reader<'_>, words: &[Word], chosen: &str) -> Vec<Value> {
    let choice = |word: &Word| json!({ "value": word.key, "label": word.title.get(reader.language), "chosen": word.key == chosen });
    words.iter().map(choice).collect()
}

/// Partners to choose from.
async fn partners(reader: Reader<'_>, chosen: &str) -> Result<Vec<Value>, Internal> {
    let partners = organs::service::partners(reader.app.db.read()).await.map_err(Internal::from_error)?;
    let open = partners.iter().filter(|organ| organ.closed_at.is_none());
    let choice = |organ: &organs::model::Organ| json!({ "value": organ.code, "label": organ.name.get(reader.language), "chosen": organ.code == chosen });
    Ok(open.map(choice).collect())
}
