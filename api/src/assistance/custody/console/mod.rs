//! The console's pages of custody, the same for the procuratorate and the custodian: what a reader sees and may do is the policy's word
//! and the tables'.

mod acting;
mod drafting;
mod looking;
mod showing;
mod vouchers;

use actix_web::web::ServiceConfig;
use serde_json::Value;

use crate::{
    assistance::console::{Reader, fields},
    error::Problem,
};

/// The pages.
pub fn pages(config: &mut ServiceConfig) {
    config
        .service(looking::list)
        .service(drafting::ask)
        .service(drafting::draft)
        .service(looking::show)
        .service(looking::agreement)
        .service(looking::agreement_pdf)
        .service(acting::act)
        .service(acting::ask)
        .service(acting::step)
        .service(vouchers::file)
        .service(vouchers::voucher);
}

/// Each fault with the field it is about: `/plan/2/on` is about the plan, `/account/number` about the number.
fn told(reader: Reader<'_>, problem: Option<&Problem>) -> (Value, Vec<Value>) {
    fields::told(reader, problem, |pointer| {
        let pointer = pointer.trim_start_matches("/account").trim_start_matches("/parties");
        let name = pointer.trim_start_matches('/').split('/').next().unwrap_or_default();
        let label = reader.say(&format!("custody-{}", name.replace('_', "-")));
        // The form asks in yuan.
        (name.trim_end_matches("_fen").to_owned(), label)
    })
}

/// Where a mandate's page is.
fn place(id: uuid::Uuid) -> String {
    format!("/console/custody/{id}")
}
