//! A citizen's say over their own data (PIPL 15, 17, 44–47): the notice before the first field, what was agreed to and taking it
//! back, a copy of everything, deletion of the account.
//!
//! What the law keeps is named from the retention table, with why and until when. Each request has a deadline and an outcome on
//! record. Copy and deletion need a code that was just entered
//! ([`crate::identity::fresh`]). Begin at [`service`].

use utoipa_actix_web::service_config::ServiceConfig;

mod api;
mod console;
mod desk_api;
mod error;
mod kept;
pub mod model;
mod portal;
mod queries;
pub mod service;

/// The API's routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(api::export)
        .service(api::delete_account)
        .service(api::withdraw_consent)
        .service(api::requests)
        .service(api::ask_for_correction)
        .service(api::change_phone)
        .service(desk_api::list)
        .service(desk_api::show)
        .service(desk_api::answer);
}

/// The pages of portal and console.
pub fn pages(config: &mut actix_web::web::ServiceConfig) {
    config.configure(portal::pages).configure(console::pages);
}
