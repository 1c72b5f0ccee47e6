//! Journeys over HTTP, on SQLite and on PostgreSQL. One module a slice.

mod applications;
mod appointments;
mod audit;
mod catalog;
mod console;
mod demonstration;
mod identity;
mod keys;
mod main_job;
mod materials;
mod ops;
mod personal_data;
mod platform;
mod process;
mod qr;
mod wechat;
