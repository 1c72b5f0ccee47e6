//! What every page and answer shares: the reader's language, texts, the page shell, forms drawn from a schema, assets,
//! and how a problem is shown. Begin at [`language`] and [`texts`]; a page is drawn by [`pages`], a form post is taken by [`posted`].

pub mod address;
pub mod assets;
pub mod attachment;
pub mod body;
pub mod cookies;
pub mod csrf;
pub mod etag;
pub mod filters;
pub mod forms;
pub mod language;
pub mod pages;
pub mod panics;
pub mod parts;
pub mod plain_json;
pub mod posted;
pub mod problems;
pub mod rate_limit;
pub mod security;
pub mod shell;
pub mod texts;
pub mod visitor;

#[cfg(test)]
mod gallery;
