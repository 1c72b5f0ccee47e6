//! Payments: accounts, batches with maker and checker, the bank's files, and the ledger behind them.

mod bank;
mod crash;
mod four_eyes;
mod fresh;
pub mod ground;
mod in_person;
mod instalments;
mod pages;
mod random;
mod refusals;
mod telling;
mod workbook;
