//! The name under which a file is kept by whoever downloads it.

use actix_web::http::header::{
    Charset, ContentDisposition, DispositionParam, DispositionType, ExtendedValue,
};

/// The name in ASCII for old readers, and in full for all others (RFC 6266).
pub fn named(name: &str) -> ContentDisposition {
    let plain = |sign: char| sign.is_ascii_alphanumeric() || matches!(sign, '.' | '-' | '_' | ' ');
    let ascii = name.chars().map(|sign| if plain(sign) { sign } else { '_' }).collect();
    let value = ExtendedValue {
        charset: Charset::Ext("UTF-8".to_owned()),
        language_tag: None,
        value: name.as_bytes().to_vec(),
    };
    let parameters = vec![DispositionParam::Filename(ascii), DispositionParam::FilenameExt(value)];
    ContentDisposition { disposition: DispositionType::Attachment, parameters }
}
