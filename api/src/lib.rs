//! Hechang (和畅): the backend behind the QR code on a community service center's wall.
//!
//! [`app`] wires everything; each folder beside it is a room of the house (see ARCHITECTURE.md).
//! A slice has the same rooms wherever it needs them: `api`, `portal` and `console` are thin faces over
//! `service`, which alone changes things; `queries` holds the SQL; `model` its words as types.

pub mod app;
pub mod applications;
pub mod appointments;
pub mod assistance;
pub mod audit;
pub mod backup;
pub mod catalog;
pub mod cli;
pub mod config;
pub mod demo;
pub mod desk;
pub mod documents;
pub mod error;
pub mod identity;
pub mod kept_tables;
pub mod ledger;
pub mod materials;
pub mod notifications;
pub mod ops;
pub mod organs;
pub mod platform;
pub mod privacy;
pub mod qr;
pub mod referrals;
pub mod representation;
pub mod retention;
pub mod sealed_columns;
pub mod vouched;
pub mod web;
pub mod wechat;
