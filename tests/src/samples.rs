//! Files as people send them, made where they are needed. Each call with another `seed` makes another file.

use std::io::Cursor;

use image::{DynamicImage, ImageFormat, Rgb, RgbImage};

/// A wide photograph, red above and blue below.
pub fn jpeg(seed: u8) -> Vec<u8> {
    picture(ImageFormat::Jpeg, seed, 64, 48)
}

/// See [`jpeg`].
pub fn png(seed: u8) -> Vec<u8> {
    picture(ImageFormat::Png, seed, 64, 48)
}

/// See [`jpeg`].
pub fn webp(seed: u8) -> Vec<u8> {
    picture(ImageFormat::WebP, seed, 64, 48)
}

/// A picture of any size.
pub fn picture(format: ImageFormat, seed: u8, width: u32, height: u32) -> Vec<u8> {
    let color = |y| if y < height / 2 { Rgb([200, seed, 0]) } else { Rgb([0, seed, 200]) };
    let pixels = RgbImage::from_fn(width, height, |_, y| color(y));
    let mut bytes = Vec::new();
    DynamicImage::ImageRgb8(pixels).write_to(&mut Cursor::new(&mut bytes), format).expect("a picture");
    bytes
}

/// Where the photograph of [`sideways_with_gps`] was taken, as its bytes say.
pub const PLACE: &[u8] = b"GPS-29-14-N-91-46-E";
/// What was noted in the photograph of [`sideways_with_gps`].
pub const COMMENT: &[u8] = b"taken at the old house";

/// A photograph taken with the phone held upright: its pixels lie on the side, and it tells where it was taken.
pub fn sideways_with_gps() -> Vec<u8> {
    let exif: Vec<u8> = [
        &b"Exif\0\0II*\0\x08\0\0\0"[..],
        // Two entries: orientation 6 (turn right by 90 degrees), and the folder of the position behind them.
        b"\x02\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0\x25\x88\x04\0\x01\0\0\0\x26\0\0\0\0\0\0\0",
        b"\x01\0\x1d\0\x02\0\x14\0\0\0\x38\0\0\0\0\0\0\0",
        PLACE,
        b"\0",
    ]
    .concat();
    let photo = jpeg(7);
    let (start, rest) = photo.split_at(2);
    [start, &segment(0xe1, &exif), &segment(0xfe, COMMENT), rest].concat()
}

fn segment(mark: u8, content: &[u8]) -> Vec<u8> {
    let length = u16::try_from(content.len() + 2).expect("a short segment").to_be_bytes();
    [&[0xff, mark], &length[..], content].concat()
}

/// A document of one page.
pub fn pdf(seed: u8) -> Vec<u8> {
    pdf_with(seed, "")
}

/// A document whose root has more entries.
pub fn pdf_with(seed: u8, entries: &str) -> Vec<u8> {
    let objects = [
        format!("<< /Type /Catalog /Pages 2 0 R {entries} >>"),
        "<< /Type /Pages /Count 1 /Kids [3 0 R] >>".to_owned(),
        format!("<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {} 200] >>", 100 + u32::from(seed)),
    ];
    let mut places = vec!["0000000000 65535 f \n".to_owned()];
    let mut text = "%PDF-1.4\n".to_owned();
    for (number, object) in (1..).zip(objects) {
        places.push(format!("{:010} 00000 n \n", text.len()));
        text = format!("{text}{number} 0 obj\n{object}\nendobj\n");
    }
    let (table, places) = (text.len(), places.concat());
    let trailer = "trailer\n<< /Size 4 /Root 1 0 R >>";
    format!("{text}xref\n0 4\n{places}{trailer}\nstartxref\n{table}\n%%EOF\n").into_bytes()
}

fn atom(name: &str, content: &[u8]) -> Vec<u8> {
    let size = u32::try_from(content.len() + 8).expect("a small box").to_be_bytes();
    [&size, name.as_bytes(), content].concat()
}

/// A photograph of a newer phone, as far as its structure goes.
pub fn heic(seed: u8) -> Vec<u8> {
    heic_of(seed, 4032, 3024)
}

/// See [`heic`]; it says to be of this size.
pub fn heic_of(seed: u8, width: u32, height: u32) -> Vec<u8> {
    let size = atom("ispe", &[&[0; 4], &width.to_be_bytes()[..], &height.to_be_bytes()].concat());
    let properties = atom("iprp", &atom("ipco", &size));
    let meta = atom("meta", &[&[0; 4][..], &properties].concat());
    [atom("ftyp", b"heic\0\0\0\0mif1heic"), meta, atom("mdat", &[seed; 64])].concat()
}

/// A recording of a phone.
pub fn m4a(seed: u8) -> Vec<u8> {
    mp4("M4A ", seed, "soun")
}

/// A film of a phone.
pub fn film(seed: u8) -> Vec<u8> {
    mp4("mp42", seed, "vide")
}

fn mp4(brand: &str, seed: u8, handler: &str) -> Vec<u8> {
    let handler = atom("hdlr", &[&[0; 8], handler.as_bytes(), &[0; 12]].concat());
    let tracks = atom("moov", &atom("trak", &atom("mdia", &handler)));
    [atom("ftyp", &[brand.as_bytes(), b"\0\0\0\0isom"].concat()), tracks, atom("mdat", &[seed; 64])].concat()
}

/// Five frames of MP3 behind a tag.
pub fn mp3(seed: u8) -> Vec<u8> {
    // Layer III of MPEG-1, 128 kbit/s, 44.1 kHz: 417 bytes a frame.
    let frame = [&[0xff, 0xfb, 0x90, 0x64][..], &[seed; 413]].concat();
    [&b"ID3\x04\0\0\0\0\0\x0a"[..], &[0; 10], &frame.repeat(5)].concat()
}

/// Five frames of AAC.
pub fn aac(seed: u8) -> Vec<u8> {
    // 100 bytes a frame, in 13 bits across three bytes.
    [&[0xff, 0xf1, 0x50, 0x80, 0x0c, 0x9f, 0xfc][..], &[seed; 93]].concat().repeat(5)
}

/// Two pages of Opus.
pub fn ogg(seed: u8) -> Vec<u8> {
    let page = |kind: u8, content: &[u8]| {
        let length = u8::try_from(content.len()).expect("a short page");
        [b"OggS\0", &[kind][..], &[0; 20], &[1, length], content].concat()
    };
    [page(2, b"OpusHead\x01\x01\0\0\x80\xbb\0\0\0\0\0"), page(4, &[seed; 80])].concat()
}

/// A recording of a browser, whose length wasn't known when it began.
pub fn webm(seed: u8) -> Vec<u8> {
    let header = b"\x1a\x45\xdf\xa3\x8c\x42\x86\x81\x01\x42\x82\x84webm\xec";
    let header = [&header[..4], b"\x8b", &header[5..16]].concat();
    let track = b"\x16\x54\xae\x6b\x85\xae\x83\x83\x81\x02";
    let cluster = [&b"\x1f\x43\xb6\x75\x01\xff\xff\xff\xff\xff\xff\xff"[..], &[seed; 64]].concat();
    [&header[..], b"\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff", track, &cluster].concat()
}

/// An archive with one empty file.
pub fn zip() -> Vec<u8> {
    let local = b"PK\x03\x04\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0a";
    let entry = b"PK\x01\x02\x14\0\x14\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x01\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0a";
    let end = b"PK\x05\x06\0\0\0\0\x01\0\x01\0\x2f\0\0\0\x1f\0\0\0\0\0";
    [&local[..], entry, end].concat()
}
