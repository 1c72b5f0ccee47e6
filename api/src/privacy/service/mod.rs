//! What a citizen can ask about their own data: [`export`], [`delete_account`], [`withdraw_consent`], [`ask_for_correction`],
//! [`change_phone`]; and what staff answer: [`requests_at_desk`], [`open_request`], [`answer_request`].

mod consents;
mod corrections;
mod deletion;
mod export;
mod phone;
mod requests;

pub use consents::{agreed_to, meaning, withdraw_consent};
pub use corrections::{answer_request, ask_for_correction, open_request, requests_at_desk};
pub use deletion::{delete_account, erase_account};
pub use export::export;
pub use phone::change_phone;
pub use requests::{due_requests, requests_of};
