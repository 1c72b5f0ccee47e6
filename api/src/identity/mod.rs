//! Identity: who somebody is, how they prove it, and what they may do.
//!
//! Citizens sign in with a one-time code to their phone, staff with name and password. The API takes short-lived bearer tokens,
//! portal and console a cookie session; both hang on a `sign_in` row, and ending that ends them at once on every node.
//! Begin at [`actor`] for who acts, [`service`] for signing in.

pub mod access_token;
pub mod actor;
pub mod aging;
mod api;
pub mod bearer;
pub mod ceiling;
mod console;
pub mod cookie;
pub mod departing;
pub mod device;
mod devices;
mod error;
pub mod fresh;
pub mod holder;
pub mod model;
mod own_api;
mod own_console;
mod own_factor;
mod own_factor_api;
mod own_password;
mod own_portal;
mod password_rules;
mod passwords;
pub mod phone;
pub mod policy;
pub mod portal;
pub mod queries;
pub mod roster;
mod second_factor;
pub mod service;
pub mod session;
pub mod staff;
mod staff_entry;
mod totp;

use utoipa_actix_web::service_config::ServiceConfig;

/// The slice's routes.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(api::request_code)
        .service(api::verify_code)
        .service(api::sign_in_staff)
        .service(api::refresh)
        .service(api::sign_out)
        .service(api::me)
        .service(own_api::list_devices)
        .service(own_api::end_device)
        .service(own_api::end_devices)
        .service(own_api::change_password)
        .service(own_api::step_up)
        .service(own_factor_api::factor)
        .service(own_factor_api::begin_factor)
        .service(own_factor_api::confirm_factor)
        .service(own_factor_api::new_recovery_codes)
        .service(roster::api::list)
        .service(roster::api::add)
        .service(roster::api::read)
        .service(roster::api::set_roles)
        .service(roster::api::set_department)
        .service(roster::api::set_place)
        .service(roster::api::set_holder)
        .service(roster::api::disable)
        .service(roster::api::enable)
        .service(roster::api::reset_password)
        .service(roster::api::reset_factor)
        .service(roster::api::end_sessions)
        .service(roster::sessions_api::list)
        .service(roster::sessions_api::end);
}

/// Pages for signing in and out, for one's own account and for the roster.
pub fn pages(config: &mut actix_web::web::ServiceConfig) {
    config
        .service(portal::sign_in)
        .service(portal::send_code)
        .service(portal::enter_code)
        .service(portal::verify_code)
        .service(portal::sign_out)
        .service(console::sign_in)
        .service(console::check)
        .service(console::sign_out)
        .service(own_portal::me)
        .service(own_portal::end_device)
        .service(own_console::show_account)
        .service(own_console::end_session)
        .service(own_console::ask_password)
        .service(own_console::set_password)
        .service(own_console::show_factor)
        .service(own_console::begin_factor)
        .service(own_console::factor_image)
        .service(own_console::confirm_factor)
        .service(own_console::ask_recovery_codes)
        .service(own_console::new_recovery_codes)
        .service(own_console::ask_proof)
        .service(own_console::prove)
        .service(roster::console::list)
        .service(roster::console::ask_new)
        .service(roster::console::add)
        .service(roster::console::show_member)
        .service(roster::console::act);
}
