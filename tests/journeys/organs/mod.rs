//! Organs, departments, partners and centers: entered from a file, kept by administrators, closed only when nothing is left there.

mod closing;
mod importing;
mod keeping;
mod pages;
mod production;
