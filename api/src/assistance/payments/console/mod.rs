//! Finance's pages of payments: what is to be paid and the batches, one batch, where somebody's money goes.

mod account;
mod batch;
mod list;
mod receipts;
mod settling;

use actix_web::web::ServiceConfig;
use serde_json::Value;

use crate::{
    assistance::{
        console::{Reader, fields},
        payments::model::BatchFile,
    },
    error::Problem,
};

/// The console's pages.
pub fn pages(config: &mut ServiceConfig) {
    config
        .service(list::show)
        .service(list::make)
        .service(batch::show)
        .service(batch::act)
        .service(batch::fund)
        .service(settling::bank_file)
        .service(settling::take)
        .service(settling::settle)
        .service(receipts::file)
        .service(receipts::open)
        .service(account::show)
        .service(account::enter)
        .service(account::confirm);
}

/// Each fault with the field it is about; rows of the bank's answer and instalments have none of their own.
fn told(reader: Reader<'_>, problem: Option<&Problem>) -> (Value, Vec<Value>) {
    fields::told(reader, problem, |pointer| {
        let name = pointer.trim_start_matches('/');
        match name.split_once('/') {
            Some(("rows", row)) => ("file".to_owned(), reader.say_with("payments-row", &[("row", row)])),
            Some((list, _)) => (list.to_owned(), reader.say("payments-account")),
            None if name == "file" => ("file".to_owned(), reader.say("payments-result")),
            None => (name.to_owned(), reader.say(&format!("payments-{name}"))),
        }
    })
}

/// Where a batch's page is.
fn place(file: &BatchFile) -> String {
    format!("/console/payments/batches/{}", file.batch.id)
}
