//! QR codes: on walls, receipts and tickets.
//!
//! Every code holds an ASCII address and survives a quarter of it being scratched off. Begin at [`image`].

pub mod image;
