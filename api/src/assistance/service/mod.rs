//! What can be done in a case: [`open`] it, [`add_person`], [`describe_person`], [`suggest`], [`propose`], [`decide`]; it is read by [`read`],
//! [`list`] and, by the citizen, [`outcome`]. On an application itself: [`propose_matter`], [`grant_matter`], [`refuse_matter`]. Administrators give [`posts`];
//! finance enters the wage ([`enter_wage`]) and the office's own scale ([`enter_scale`]).

mod access;
mod citizens;
mod deciding;
mod forgetting;
mod granting;
mod matters;
mod measuring;
mod opening;
mod papers;
mod payees;
mod people;
mod posts;
mod proposing;
mod reading;
mod reports;
mod scales;
mod vouching;
mod wages;

pub(in crate::assistance) use access::{Held, hold, opens};
pub use citizens::{Outcome, Share as OutcomeShare, outcome};
pub use deciding::{decide, next};
pub use forgetting::forget;
pub use matters::{grant_matter, offered, propose_matter, refuse_matter};
pub(in crate::assistance) use measuring::{measured, rules};
pub use opening::open;
pub(in crate::assistance) use payees::{
    Progress, cases_of, file_of, first_names, move_from, people, progress, tell_by, title, took_part,
    with_companions,
};
pub use people::{add_person, describe_person};
pub(in crate::assistance) use posts::hold_any as hold_any_post;
pub use posts::{Holder, give, posts, set_posts};
pub(in crate::assistance) use proposing::{givers, suggested};
pub use proposing::{propose, suggest};
pub use reading::{Line, case_of, is_decided, list, look, may_take, read};
pub use scales::{enter_scale, scales_of};
pub use vouching::vouched;
pub use wages::{enter_wage, wages_of};
