use std::io::Cursor;

use image::{DynamicImage, ImageFormat};
use lopdf::{Document, EncryptionState, EncryptionVersion, Object, Permissions, Stream, dictionary};
use proptest::prelude::*;

use super::*;

fn picture(format: ImageFormat, width: u32, height: u32) -> Vec<u8> {
    let mut bytes = Vec::new();
    let gradient = image::RgbImage::from_fn(width, height, |x, y| {
        image::Rgb([x, y, x * y].map(|color| u8::try_from(color % 256).unwrap()))
    });
    DynamicImage::ImageRgb8(gradient).write_to(&mut Cursor::new(&mut bytes), format).unwrap();
    bytes
}

/// A document with one page and something more at its root.
fn document(change: impl FnOnce(&mut Document, lopdf::ObjectId)) -> Document {
    let mut document = Document::with_version("1.7");
    let content = document.add_object(Stream::new(dictionary! {}, b"BT ET".to_vec()));
    let pages = document.new_object_id();
    let page =
        document.add_object(dictionary! { "Type" => "Page", "Parent" => pages, "Contents" => content });
    document.set_object(
        pages,
        dictionary! { "Type" => "Pages", "Count" => 1, "Kids" => vec![Object::Reference(page)] },
    );
    let root = document.add_object(dictionary! { "Type" => "Catalog", "Pages" => pages });
    document.trailer.set("Root", root);
    change(&mut document, root);
    document
}

fn pdf(change: impl FnOnce(&mut Document, lopdf::ObjectId)) -> Vec<u8> {
    let mut bytes = Vec::new();
    document(change).save_to(&mut bytes).unwrap();
    bytes
}

fn at_root(name: &str, value: impl Into<Object>) -> Vec<u8> {
    let value = value.into();
    pdf(|document, root| document.get_dictionary_mut(root).unwrap().set(name, value))
}

#[test]
fn a_preview_is_small_and_nothing_but_pixels() {
    for (kind, format) in
        [(Kind::Jpeg, ImageFormat::Jpeg), (Kind::Png, ImageFormat::Png), (Kind::Webp, ImageFormat::WebP)]
    {
        let preview = look(kind, &picture(format, 2_000, 500)).unwrap().unwrap();
        let preview = image::load_from_memory(&preview).unwrap();
        assert_eq!((preview.width(), preview.height()), (1_600, 400), "{kind:?}");
    }
    assert!(look(Kind::Pdf, &pdf(|_, _| ())).unwrap().is_none());
}

#[test]
fn a_picture_that_was_cut_anywhere_is_refused() {
    for (kind, format) in
        [(Kind::Jpeg, ImageFormat::Jpeg), (Kind::Png, ImageFormat::Png), (Kind::Webp, ImageFormat::WebP)]
    {
        let whole = picture(format, 16, 12);
        // The last bytes of a PNG hold a checksum that says nothing about its pixels.
        for length in 0..whole.len() - 16 {
            assert!(look(kind, &whole[..length]).is_err(), "{kind:?} of {length} bytes");
        }
    }
}

#[test]
fn a_png_with_a_wrong_checksum_is_refused() {
    let mut bytes = picture(ImageFormat::Png, 40, 30);
    let data = bytes.windows(4).position(|name| name == b"IDAT").unwrap();
    bytes[data + 8] ^= 0xff;
    assert_eq!(look(Kind::Png, &bytes), Err(Flaw::Damaged));
}

#[test]
fn a_flood_of_pixels_is_refused_by_its_header() {
    let mut bytes = picture(ImageFormat::Png, 4, 4);
    bytes[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
    let mut sum = flate2::Crc::new();
    sum.update(&bytes[12..29]);
    bytes[29..33].copy_from_slice(&sum.sum().to_be_bytes());
    assert_eq!(look(Kind::Png, &bytes), Err(Flaw::TooMuchInside));
}

#[test]
fn a_pdf_is_paper_and_nothing_else() {
    let script = dictionary! { "S" => "JavaScript", "JS" => Object::string_literal("app.alert(1)") };
    let launch = dictionary! { "S" => "Launch", "F" => Object::string_literal("cmd.exe") };
    let sends =
        dictionary! { "Fields" => vec![dictionary! { "A" => dictionary! { "S" => "SubmitForm" } }.into()] };
    let carries = dictionary! { "EmbeddedFiles" => dictionary! {} };
    assert_eq!(look(Kind::Pdf, &at_root("OpenAction", script)), Err(Flaw::Active));
    assert_eq!(look(Kind::Pdf, &at_root("OpenAction", launch)), Err(Flaw::Active));
    assert_eq!(look(Kind::Pdf, &at_root("AcroForm", sends)), Err(Flaw::Active));
    assert_eq!(look(Kind::Pdf, &at_root("Names", carries)), Err(Flaw::Active));
    let harmless = vec![Object::Name(b"Fit".to_vec())];
    assert_eq!(look(Kind::Pdf, &at_root("OpenAction", harmless)), Ok(None));
}

#[test]
fn a_script_in_a_packed_part_is_found() {
    let script = dictionary! { "S" => "JavaScript", "JS" => Object::string_literal("app.alert(1)") };
    let mut bytes = Vec::new();
    let mut document = document(|document, root| {
        let hidden = document.add_object(script);
        document.get_dictionary_mut(root).unwrap().set("OpenAction", hidden);
    });
    document.save_modern(&mut bytes).unwrap();
    assert!(!bytes.windows(10).any(|text| text == b"JavaScript"), "the script must be packed away");
    assert_eq!(look(Kind::Pdf, &bytes), Err(Flaw::Active));
}

#[test]
fn a_locked_pdf_is_refused() {
    for password in ["", "secret"] {
        let mut document = document(|document, _| {
            let id = Object::string_literal("0123456789abcdef");
            document.trailer.set("ID", vec![id.clone(), id]);
        });
        let version = EncryptionVersion::V2 {
            document: &document,
            owner_password: "owner",
            user_password: password,
            key_length: 128,
            permissions: Permissions::all(),
        };
        let locked = EncryptionState::try_from(version).unwrap();
        document.encrypt(&locked).unwrap();
        let mut bytes = Vec::new();
        document.save_to(&mut bytes).unwrap();
        assert_eq!(look(Kind::Pdf, &bytes), Err(Flaw::Locked), "{password:?}");
    }
}

#[test]
fn a_pdf_holds_no_more_than_it_can() {
    let cycle = pdf(|document, root| {
        let pages = document.get_dictionary(root).unwrap().get(b"Pages").unwrap().clone();
        let pages = pages.as_reference().unwrap();
        document.get_dictionary_mut(pages).unwrap().set("Kids", vec![Object::Reference(pages)]);
    });
    assert_eq!(look(Kind::Pdf, &cycle), Err(Flaw::Damaged));
    let packed = |filters: Vec<Object>, content: Vec<u8>| {
        pdf(|document, _| {
            document.add_object(Stream::new(dictionary! { "Filter" => filters }, content));
        })
    };
    let flate = || Object::Name(b"FlateDecode".to_vec());
    assert_eq!(look(Kind::Pdf, &packed(vec![flate(), flate()], vec![0; 9])), Err(Flaw::TooMuchInside));
    let mut bomb = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
    std::io::copy(&mut std::io::Read::take(std::io::repeat(0), 140 << 20), &mut bomb).unwrap();
    let bomb = bomb.finish().unwrap();
    assert_eq!(look(Kind::Pdf, &packed(vec![flate()], bomb)), Err(Flaw::TooMuchInside));
}

#[test]
fn a_pdf_without_an_end_is_refused() {
    let whole = pdf(|_, _| ());
    assert_eq!(look(Kind::Pdf, &whole[..whole.len() / 2]), Err(Flaw::Damaged));
    assert_eq!(look(Kind::Pdf, b"%PDF-1.7\n%%EOF"), Err(Flaw::Damaged));
}

#[test]
fn two_formats_in_one_are_refused() {
    let photo = picture(ImageFormat::Jpeg, 40, 30);
    for more in
        [&b"PK\x05\x06\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"[..], b"<HTML><p>", b"<script>alert(1)</script>"]
    {
        assert_eq!(look(Kind::Jpeg, &[&photo[..], more].concat()), Err(Flaw::TwoFormats));
    }
    // Phones put a second picture or a short film behind the first.
    assert!(look(Kind::Jpeg, &[&photo[..], &photo].concat()).is_ok());
}

proptest! {
    #[test]
    fn no_bytes_break_a_reader(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        for kind in [Kind::Jpeg, Kind::Heic, Kind::M4a, Kind::Mp3, Kind::Aac, Kind::Ogg, Kind::Webm, Kind::Pdf] {
            drop(look(kind, &bytes));
        }
    }

    #[test]
    fn no_damage_breaks_a_reader(place in 0..700_usize, byte in any::<u8>()) {
        let mut bytes = picture(ImageFormat::Jpeg, 16, 16);
        let place = place % bytes.len();
        bytes[place] = byte;
        drop(look(Kind::Jpeg, &bytes));
    }
}
