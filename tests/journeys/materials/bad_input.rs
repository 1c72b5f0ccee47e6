//! The bad-input catalogue of files (security.md, section 3), through the API and through the page: what is refused, how it is told,
//! and that nothing of it stays.

use bytes::Bytes;
use futures_util::stream;
use hechang::config::Switch;
use hechang_tests::{
    ask::{Answer, faults},
    database::Db::{self, Postgres, Sqlite},
    patience::eventually,
    people::Person,
    samples,
    town::Town,
};
use rstest::rstest;
use tokio::{io::AsyncWriteExt, net::TcpStream};

use super::ground::{PHONE, adds, at, blobs, draft, rows, sends, tidies};

const BOUNDARY: &str = "----between";

/// Whatever was refused left nothing behind.
async fn nothing_stays(town: &Town) {
    tidies(town).await;
    assert_eq!((blobs(town).len(), rows(town, "material.added").await), (0, (0, 0, 0)));
}

fn gif() -> Vec<u8> {
    b"GIF89a/*\x01\0\x01\0\0\0\0;*/=1;alert(1)".to_vec()
}

fn flood() -> Vec<u8> {
    let mut png = samples::png(1);
    png[16..24].copy_from_slice(&[0, 0, 0x75, 0x30, 0, 0, 0x75, 0x30]);
    png
}

fn cut(bytes: Vec<u8>) -> Vec<u8> {
    let half = bytes.len() / 2;
    bytes.into_iter().take(half).collect()
}

fn wrong_checksum() -> Vec<u8> {
    let mut png = samples::png(1);
    let data = png.windows(4).position(|name| name == b"IDAT").unwrap();
    png[data + 9] ^= 0xff;
    png
}

/// What can't be used, with the answer that it gets.
fn unusable() -> Vec<(&'static str, Vec<u8>, u16, &'static str)> {
    let javascript = "/OpenAction << /S /JavaScript /JS (app.alert\\(1\\)) >>";
    let with = |entries| samples::pdf_with(1, entries);
    let joined = |first: Vec<u8>, second: &[u8]| [&first[..], second].concat();
    vec![
        ("empty.jpg", Vec::new(), 422, "/file file_empty"),
        ("cut.jpg", cut(samples::jpeg(1)), 422, "/file file_damaged"),
        ("cut.png", cut(samples::png(1)), 422, "/file file_damaged"),
        ("cut.webp", cut(samples::webp(1)), 422, "/file file_damaged"),
        ("cut.heic", cut(samples::heic(1)), 422, "/file file_damaged"),
        ("cut.pdf", cut(samples::pdf(1)), 422, "/file file_damaged"),
        ("crc.png", wrong_checksum(), 422, "/file file_damaged"),
        ("flood.heic", samples::heic_of(1, 30_000, 30_000), 422, "/file file_holds_too_much"),
        ("script.pdf", with(javascript), 422, "/file pdf_active"),
        ("escaped.pdf", with("/OpenAction << /S /Java#53cript >>"), 422, "/file pdf_active"),
        ("launch.pdf", with("/OpenAction << /S /Launch /F (cmd.exe) >>"), 422, "/file pdf_active"),
        ("files.pdf", with("/Names << /EmbeddedFiles << /Names [] >> >>"), 422, "/file pdf_active"),
        ("a.jpg", joined(samples::jpeg(1), &samples::zip()), 422, "/file two_formats"),
        ("a.jpg", joined(samples::jpeg(1), b"<html><script>alert(1)</script>"), 422, "/file two_formats"),
        ("a.zip", samples::zip(), 415, ""),
        ("zip.jpg", samples::zip(), 415, ""),
        ("a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>".to_vec(), 415, ""),
        ("html.png", b"<!doctype html><script>alert(1)</script>".to_vec(), 415, ""),
        (
            "a.xml",
            b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]>".to_vec(),
            415,
            "",
        ),
        ("a.gif", gif(), 415, ""),
        ("a.exe", b"MZ\x90\0\x03\0\0\0".to_vec(), 415, ""),
        ("a.txt", "和畅".as_bytes().to_vec(), 415, ""),
        ("a.mp4", samples::film(1), 415, ""),
    ]
}

fn told(name: &str, answer: Answer, status: u16, fault: &str) {
    if status == 415 {
        answer.expect_problem(415, "file_type_not_accepted");
    } else {
        assert_eq!(faults(&answer.expect_problem(status, "file_unreadable")), [fault], "{name}");
    }
}

#[rstest]
#[tokio::test]
async fn what_can_t_be_used_is_refused_and_gone(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let zhuoma = town.citizen(PHONE).await;
    let application = draft(&town, &zhuoma).await;
    for (name, bytes, status, fault) in unusable() {
        let line = if name.ends_with("mp4") { "voice_statement" } else { "identity" };
        told(name, sends(&zhuoma, &application, line, name, bytes).await, status, fault);
    }
    let flooded = sends(&zhuoma, &application, "identity", "flood.png", flood()).await;
    flooded.expect_problem(422, "file_unreadable");
    nothing_stays(&town).await;
}

#[rstest]
#[tokio::test]
async fn what_is_too_large_is_refused_at_the_limit(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let zhuoma = town.citizen(PHONE).await;
    let application = draft(&town, &zhuoma).await;
    let large = |size: usize| [samples::jpeg(1), vec![0; size]].concat();
    let most = 20 << 20;
    let fits = most - samples::jpeg(1).len();
    for size in [fits + 1, 30 << 20] {
        let sent = sends(&zhuoma, &application, "identity", "a.jpg", large(size)).patiently().await;
        let problem = sent.expect_problem(413, "file_too_large");
        assert!(problem["detail"].as_str().unwrap().contains("20"), "{problem:#}");
    }
    nothing_stays(&town).await;
    sends(&zhuoma, &application, "identity", "a.jpg", large(fits)).patiently().await.expect(201);
}

/// Parts as they are written; nothing is made right that is wrong.
async fn posts(person: &Person<'_>, application: &str, body: Vec<u8>) -> u16 {
    let kind = format!("multipart/form-data; boundary={BOUNDARY}");
    person.post(&format!("{application}/materials")).body(&kind, body).await.status
}

fn part(head: &str, content: &[u8]) -> Vec<u8> {
    [format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {head}\r\n\r\n").as_bytes(), content, b"\r\n"]
        .concat()
}

fn closed(parts: &[Vec<u8>]) -> Vec<u8> {
    [&parts.concat()[..], format!("--{BOUNDARY}--\r\n").as_bytes()].concat()
}

#[rstest]
#[tokio::test]
async fn a_body_that_isn_t_one_file_is_refused(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let zhuoma = town.citizen(PHONE).await;
    let application = draft(&town, &zhuoma).await;
    let line = part("name=\"checklist_key\"", b"identity");
    let file = part("name=\"file\"; filename=\"a.jpg\"", &samples::jpeg(1));
    let other = part("name=\"photo\"; filename=\"a.jpg\"", &samples::jpeg(2));
    let long = part(&format!("name=\"file\"; filename=\"{}\"", "a".repeat(70_000)), &samples::jpeg(1));
    let nested = "name=\"file\"\r\nContent-Type: multipart/mixed; boundary=inner";
    for (what, body) in [
        ("two files", closed(&[line.clone(), file.clone(), file.clone()])),
        ("another file", closed(&[line.clone(), file.clone(), other.clone()])),
        ("a file by another name", closed(&[line.clone(), other])),
        ("no file", closed(std::slice::from_ref(&line))),
        ("the line twice", closed(&[line.clone(), line.clone(), file.clone()])),
        ("thousands of parts", closed(&vec![part("name=\"a\"", b""); 10_000])),
        ("a long head", closed(&[line.clone(), long])),
        ("no end", [line.clone(), file.clone()].concat()),
        ("cut in the file", cut([line.clone(), file.clone()].concat())),
        ("nested", closed(&[line.clone(), part(nested, b"--inner--")])),
        ("nothing", Vec::new()),
    ] {
        assert_eq!(posts(&zhuoma, &application, body).await, 400, "{what}");
    }
    let more = closed(&[line.clone(), part("name=\"state\"", b"accepted"), file.clone()]);
    assert_eq!(posts(&zhuoma, &application, more).await, 422);
    assert_eq!(posts(&zhuoma, &application, closed(std::slice::from_ref(&file))).await, 422);
    let json = zhuoma.post(&format!("{application}/materials")).json(&serde_json::json!({})).await;
    json.expect_problem(400, "unreadable");
    nothing_stays(&town).await;
    // The line may also come after the file.
    assert_eq!(posts(&zhuoma, &application, closed(&[file, line])).await, 201);
}

#[rstest]
#[tokio::test]
async fn a_name_is_only_text(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let zhuoma = town.citizen(PHONE).await;
    let application = draft(&town, &zhuoma).await;
    for (seed, (sent, kept)) in (1..).zip([
        ("../../etc/passwd", "passwd.jpg"),
        ("..\\..\\x.jpg", "x.jpg"),
        ("a.jpg.php", "a.jpg.php.jpg"),
        ("CON.jpg", "_CON.jpg"),
        ("ཐོབ་ཐང་ལག་ཁྱེར།👩‍👧.jpg", "ཐོབ་ཐང་ལག་ཁྱེར།👩‍👧.jpg"),
        ("a\u{202e}gpj.exe", "agpj.exe.jpg"),
    ]) {
        let sent = sends(&zhuoma, &application, "other", sent, samples::jpeg(seed)).await.expect(201).json();
        assert_eq!(sent["filename"], kept);
        let content = zhuoma.get(&format!("{}/content", at(&application, &sent))).await.expect(200);
        let disposition = content.header("content-disposition");
        assert!(
            disposition.starts_with("attachment; filename=\"") && disposition.is_ascii(),
            "{disposition}"
        );
    }
}

#[rstest]
#[tokio::test]
async fn a_sender_who_vanishes_leaves_nothing(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::with(db, |config| config.limits = Switch::Off).await;
    let zhuoma = town.citizen(PHONE).await;
    let application = draft(&town, &zhuoma).await;
    let token = zhuoma.tokens["access_token"].as_str().unwrap();
    let address = town.url("").replace("http://", "");
    let mut line = TcpStream::connect(&address).await.unwrap();
    let head = format!(
        "POST {application}/materials HTTP/1.1\r\nHost: {address}\r\nAuthorization: Bearer {token}\r\n\
         Content-Type: multipart/form-data; boundary={BOUNDARY}\r\nContent-Length: 9000000\r\n\r\n"
    );
    let begun = [
        head.into_bytes(),
        part("name=\"checklist_key\"", b"identity"),
        part("name=\"file\"; filename=\"a.jpg\"", &[samples::jpeg(1), vec![0; 600_000]].concat()),
    ];
    line.write_all(&begun.concat()).await.unwrap();
    eventually("the upload", async || (rows(&town, "material.added").await.1 == 1).then_some(())).await;
    drop(line);
    town.clock.advance(chrono::TimeDelta::hours(2));
    eventually("the removal", async || {
        tidies(&town).await;
        (blobs(&town).is_empty() && rows(&town, "material.added").await == (0, 0, 0)).then_some(())
    })
    .await;
    let zhuoma = town.citizen(PHONE).await;
    adds(&zhuoma, &application, "identity", 1).await;
}

#[rstest]
#[tokio::test]
async fn an_endless_body_is_cut_off(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let zhuoma = town.citizen(PHONE).await;
    let application = draft(&town, &zhuoma).await;
    let begin = [
        part("name=\"checklist_key\"", b"identity"),
        part("name=\"file\"; filename=\"a.jpg\"", &samples::jpeg(1)),
    ];
    let begin = Bytes::from(begin.concat());
    let endless = stream::unfold(Some(begin), |first| async move {
        let piece = first.unwrap_or_else(|| Bytes::from(vec![0; 64 * 1024]));
        Some((Ok::<_, std::io::Error>(piece), None))
    });
    let sent = town.http.post(town.url(&format!("{application}/materials")));
    let sent = sent
        .bearer_auth(zhuoma.tokens["access_token"].as_str().unwrap())
        .header("content-type", format!("multipart/form-data; boundary={BOUNDARY}"))
        .body(reqwest::Body::wrap_stream(endless));
    let sent = sent.timeout(std::time::Duration::from_mins(2));
    // A client may notice that nobody reads any more before it sees the answer.
    match sent.send().await {
        Ok(answer) => assert_eq!(answer.status(), 413),
        Err(error) => assert!(!error.is_timeout(), "nobody cut it off: {error}"),
    }
    eventually("the removal", async || {
        tidies(&town).await;
        (blobs(&town).is_empty() && rows(&town, "material.added").await == (0, 0, 0)).then_some(())
    })
    .await;
}

#[rstest]
#[tokio::test]
async fn the_page_says_what_is_wrong_and_keeps_the_rest(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let zhuoma = super::pages::signs_in(&town, "zh-CN").await;
    let page = super::pages::begins(&zhuoma, "identity").await;
    for (name, bytes, status, fault) in unusable() {
        if name.ends_with("mp4") {
            continue;
        }
        let answered =
            zhuoma.upload(&page, &page.path.clone(), &[], (name, "image/jpeg", bytes)).await.expect(422);
        let words = if status == 415 {
            "JPEG · PNG · WebP · HEIC · PDF".to_owned()
        } else {
            let code = fault.trim_start_matches("/file ");
            town.app().texts.say(hechang::web::language::Language::Chinese, &format!("fault-{code}"))
        };
        // A page that is sent without a file has one without a name and without bytes; here it has a name.
        answered.shows(&words);
    }
    nothing_stays(&town).await;
}
