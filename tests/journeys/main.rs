//! Journeys over HTTP, on SQLite and on PostgreSQL. One module a slice.

mod access;
mod applications;
mod appointments;
mod assistance;
mod audit;
mod catalog;
mod console;
mod demonstration;
mod documents;
mod identity;
mod keys;
mod ledger;
mod main_job;
mod materials;
mod ops;
mod organs;
mod payments;
mod personal_data;
mod platform;
mod privacy;
mod process;
mod qr;
mod referrals;
mod requirements;
mod web;
mod wechat;
