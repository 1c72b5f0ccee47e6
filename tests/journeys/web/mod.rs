//! What holds for every page and route: requests that try to be two things, names that others give us, what is only read.

mod bodies;
mod crawl;
mod names;
mod panics;
mod proxy;
mod raw;
