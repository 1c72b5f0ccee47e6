//! What a file is, by its first bytes; its name and what its sender declares don't count (security.md UP-2).

/// A kind of file that a checklist may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A photograph.
    Jpeg,
    /// A picture, like a screenshot.
    Png,
    /// A picture.
    Webp,
    /// A photograph of a newer phone.
    Heic,
    /// A document.
    Pdf,
    /// AAC in an MP4 container, as phones record.
    M4a,
    /// MPEG-1 or -2 layer III.
    Mp3,
    /// AAC in ADTS frames.
    Aac,
    /// Opus, Vorbis or Speex in Ogg.
    Ogg,
    /// Opus or Vorbis in `WebM`, as browsers record.
    Webm,
}

/// Brands of MP4 containers that hold sound, from recorders of phones and browsers.
const MP4_BRANDS: [&[u8; 4]; 16] = [
    b"M4A ", b"M4B ", b"mp41", b"mp42", b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"dash", b"3gp4",
    b"3gp5", b"3gp6", b"3gp7", b"MSNV", b"f4a ",
];

impl Kind {
    const ALL: [Self; 10] = [
        Self::Jpeg,
        Self::Png,
        Self::Webp,
        Self::Heic,
        Self::Pdf,
        Self::M4a,
        Self::Mp3,
        Self::Aac,
        Self::Ogg,
        Self::Webm,
    ];

    /// The media type under which it is kept, one of [`crate::catalog::MEDIA_TYPES`].
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Jpeg => "image/jpeg",
            Self::Png => "image/png",
            Self::Webp => "image/webp",
            Self::Heic => "image/heic",
            Self::Pdf => "application/pdf",
            Self::M4a => "audio/mp4",
            Self::Mp3 => "audio/mpeg",
            Self::Aac => "audio/aac",
            Self::Ogg => "audio/ogg",
            Self::Webm => "audio/webm",
        }
    }

    /// How a name of such a file ends, the usual ending first.
    pub const fn endings(self) -> &'static [&'static str] {
        match self {
            Self::Jpeg => &["jpg", "jpeg", "jpe", "jfif"],
            Self::Png => &["png"],
            Self::Webp => &["webp"],
            Self::Heic => &["heic", "heif"],
            Self::Pdf => &["pdf"],
            Self::M4a => &["m4a", "mp4", "3gp"],
            Self::Mp3 => &["mp3"],
            Self::Aac => &["aac"],
            Self::Ogg => &["ogg", "oga", "opus"],
            Self::Webm => &["webm", "weba"],
        }
    }

    /// How people call it; the same in every language.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Jpeg => "JPEG",
            Self::Png => "PNG",
            Self::Webp => "WebP",
            Self::Heic => "HEIC",
            Self::Pdf => "PDF",
            Self::M4a => "M4A",
            Self::Mp3 => "MP3",
            Self::Aac => "AAC",
            Self::Ogg => "OGG",
            Self::Webm => "WebM",
        }
    }

    /// The kind of a media type.
    pub fn of_media_type(media_type: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.media_type() == media_type)
    }

    /// Whether a preview is drawn of it.
    pub const fn has_preview(self) -> bool {
        matches!(self, Self::Jpeg | Self::Png | Self::Webp)
    }

    /// Whether it is sound.
    pub fn is_sound(self) -> bool {
        self.media_type().starts_with("audio/")
    }
}

/// What these media types are called.
pub fn names<T: AsRef<str>>(media_types: &[T]) -> String {
    let kinds = media_types.iter().filter_map(|media_type| Kind::of_media_type(media_type.as_ref()));
    kinds.map(Kind::name).collect::<Vec<_>>().join(" · ")
}

/// The kind that the first bytes of a file speak for; [`crate::materials::inspect`] then looks at the whole of it.
pub fn sniff(head: &[u8]) -> Option<Kind> {
    match infer::get(head).map(|found| found.mime_type()) {
        Some("image/jpeg") => Some(Kind::Jpeg),
        Some("image/png") => Some(Kind::Png),
        Some("image/webp") => Some(Kind::Webp),
        Some("image/heif") => Some(Kind::Heic),
        // Elsewhere than at the very beginning, another format would come first.
        Some("application/pdf") => head.starts_with(b"%PDF-").then_some(Kind::Pdf),
        Some("audio/ogg" | "audio/opus") => Some(Kind::Ogg),
        _ if is_webm(head) => Some(Kind::Webm),
        _ if is_mp4(head) => Some(Kind::M4a),
        _ if head.starts_with(b"ID3") => Some(Kind::Mp3),
        _ => frames(head),
    }
}

/// MPEG audio has no name at its beginning, only a pattern of bits: layer III is MP3, layer 0 is AAC.
fn frames(head: &[u8]) -> Option<Kind> {
    match head {
        [0xff, second, ..] if second & 0xf6 == 0xf0 => Some(Kind::Aac),
        [0xff, second, ..] if second & 0xe6 == 0xe2 && second & 0x18 != 0x08 => Some(Kind::Mp3),
        _ => None,
    }
}

fn is_mp4(head: &[u8]) -> bool {
    let brand = head.get(8..12).filter(|_| head.get(4..8) == Some(b"ftyp"));
    brand.is_some_and(|brand| MP4_BRANDS.iter().any(|known| known.as_slice() == brand))
}

fn is_webm(head: &[u8]) -> bool {
    let start = head.get(..head.len().min(64)).unwrap_or_default();
    head.starts_with(&[0x1a, 0x45, 0xdf, 0xa3]) && start.windows(7).any(|bytes| bytes == b"\x42\x82\x84webm")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::catalog::MEDIA_TYPES;

    #[test]
    fn the_catalog_asks_for_these_kinds() {
        let kinds = Kind::ALL.map(Kind::media_type);
        assert_eq!(kinds.len(), MEDIA_TYPES.len());
        assert!(MEDIA_TYPES.iter().all(|media_type| kinds.contains(media_type)));
        assert!(kinds.iter().all(|kind| Kind::of_media_type(kind).is_some()));
    }

    #[test]
    fn the_first_bytes_decide() {
        for (head, kind) in [
            (&b"\xff\xd8\xff\xe0\0\x10JFIF\0"[..], Some(Kind::Jpeg)),
            (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", Some(Kind::Png)),
            (b"RIFF\x10\0\0\0WEBPVP8 ", Some(Kind::Webp)),
            (b"\0\0\0\x18ftypheic\0\0\0\0heicmif1", Some(Kind::Heic)),
            (b"%PDF-1.7\n", Some(Kind::Pdf)),
            (b"\0\0\0\x18ftypM4A \0\0\0\0isomM4A ", Some(Kind::M4a)),
            (b"\0\0\0\x18ftypmp42\0\0\0\0isommp42", Some(Kind::M4a)),
            (b"ID3\x04\0\0\0\0\0\0", Some(Kind::Mp3)),
            (b"\xff\xfb\x90\x64", Some(Kind::Mp3)),
            (b"\xff\xfa\x90\x64", Some(Kind::Mp3)),
            (b"\xff\xf1\x50\x80", Some(Kind::Aac)),
            (b"\xff\xf9\x50\x80", Some(Kind::Aac)),
            (b"OggS\0\x02", Some(Kind::Ogg)),
            (b"\x1a\x45\xdf\xa3\x9f\x42\x86\x81\x01\x42\x82\x84webm", Some(Kind::Webm)),
            (b"PK\x03\x04\x14\0", None),
            (b"<svg xmlns=\"http://www.w3.org/2000/svg\">", None),
            (b"<!doctype html><p>", None),
            (b"<?xml version=\"1.0\"?>", None),
            (b"GIF89a\x01\0\x01\0", None),
            (b"\0\0\0\x18ftypavif\0\0\0\0avifmif1", None),
            (b"\n\n%PDF-1.7\n", None),
            (b"MZ\x90\0", None),
            (b"", None),
        ] {
            assert_eq!(sniff(head), kind, "{head:?}");
        }
    }
}
