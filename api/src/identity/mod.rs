//! Identity: who somebody is, how they prove it, and what they may do.
//!
//! Citizens sign in with a one-time code to their phone, staff with name and password. The API takes short-lived bearer tokens,
//! portal and console a cookie session. Begin at [`actor`].

pub mod actor;
