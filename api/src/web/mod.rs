//! What every page and answer shares: the reader's language, texts, the page shell, forms drawn from a schema, assets,
//! and how a problem is shown. Begin at [`language`] and [`texts`].

pub mod address;
pub mod body;
pub mod etag;
pub mod language;
pub mod problems;
pub mod texts;
