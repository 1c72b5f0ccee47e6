//! The ticket's picture, read by another's decoder, and the calendar file, read back.

use std::{collections::BTreeMap, process::Command};

use hechang_tests::{
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use image::{GrayImage, Luma};
use rstest::rstest;
use serde_json::json;

use super::ground::{SERVICE, at, books, slot};

/// The properties of a calendar file's one event, and the lines around it, by RFC 5545: CRLF, folded lines joined.
fn read(file: &str) -> BTreeMap<String, String> {
    assert!(file.ends_with("\r\n") && !file.replace("\r\n", "").contains(['\r', '\n']), "{file:?}");
    assert!(file.split("\r\n").all(|line| line.len() <= 75), "{file}");
    let unfolded = file.replace("\r\n ", "");
    let lines = unfolded.trim_end().split("\r\n").map(|line| line.split_once(':').expect("name:value"));
    lines.map(|(name, value)| (name.split(';').next().unwrap().to_owned(), value.to_owned())).collect()
}

#[rstest]
#[tokio::test]
async fn the_visit_goes_into_a_calendar(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let zhuoma = town.citizen("13800000001").await;
    let wanted = slot(&town, "2026-03-03", "09:30").await;
    let body = json!({ "slot_id": wanted["id"], "service_key": SERVICE, "note": "轮椅\r\nATTENDEE:x" });
    let booked = zhuoma.post("/api/v1/appointments").json(&body).await.expect(201).json();
    let path = format!("{}/calendar.ics", at(&booked));
    let file = zhuoma.get(&path).language("zh-CN").await.expect(200);
    assert_eq!(file.header("content-type"), "text/calendar; charset=utf-8");
    assert!(file.header("cache-control").contains("no-store"));
    let event = read(&file.text());
    let uid = format!("{}@hechang", booked["id"].as_str().unwrap());
    for (name, value) in [
        ("UID", uid.as_str()),
        ("DTSTAMP", "20260302T020000Z"),
        ("DTSTART", "20260303T013000Z"),
        ("DTEND", "20260303T020000Z"),
        ("METHOD", "PUBLISH"),
        ("STATUS", "CONFIRMED"),
        ("SEQUENCE", "0"),
        ("VERSION", "2.0"),
        ("SUMMARY", "到琼嘎顶社区12309检察服务中心办事"),
        ("LOCATION", "西藏自治区山南市乃东区琼嘎顶社区"),
    ] {
        assert_eq!(event.get(name).map(String::as_str), Some(value), "{name}");
    }
    assert!(
        !file.text().contains("轮椅") && !file.text().contains("ATTENDEE") && !file.text().contains("138")
    );
    for language in ["bo-CN", "en"] {
        assert_ne!(
            read(&zhuoma.get(&path).language(language).await.expect(200).text())["SUMMARY"],
            event["SUMMARY"]
        );
    }

    zhuoma.delete(&at(&booked)).await.expect(204);
    let cancelled = read(&zhuoma.get(&path).await.expect(200).text());
    let told = ["UID", "METHOD", "STATUS", "SEQUENCE"].map(|name| cancelled[name].as_str());
    assert_eq!(told, [uid.as_str(), "CANCEL", "CANCELLED", "1"]);
}

#[rstest]
#[tokio::test]
async fn another_decoder_reads_the_ticket(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let zhuoma = town.citizen("13800000001").await;
    let booked = books(&zhuoma, &slot(&town, "2026-03-03", "09:30").await).await;
    let ticket = zhuoma.get(&format!("{}/ticket.svg", at(&booked))).await.expect(200);
    assert_eq!(ticket.header("content-type"), "image/svg+xml");
    let file = town.folder().join("ticket.png");
    rasterize(&ticket.text()).save(&file).unwrap();
    let read = Command::new("zbarimg").args(["--raw", "-q"]).arg(&file).output();
    let read = read.expect("zbarimg is missing: install zbar-tools");
    assert_eq!(String::from_utf8_lossy(&read.stdout).trim_end(), booked["ticket_code"].as_str().unwrap());
}

/// Fills the rectangles of the picture's one path, as a browser would.
fn rasterize(svg: &str) -> GrayImage {
    let between = |after: &str| svg.split(after).nth(1).unwrap().split('"').next().unwrap();
    let side = between("width=\"").parse().unwrap();
    let mut picture = GrayImage::from_pixel(side, side, Luma([255]));
    for rectangle in between(" d=\"").split('M').skip(1) {
        let numbers = rectangle.split(|sign: char| !sign.is_ascii_digit()).filter(|part| !part.is_empty());
        let [x, y, width, height] =
            numbers.take(4).map(|part| part.parse().unwrap()).collect::<Vec<u32>>()[..]
        else {
            panic!("{rectangle}");
        };
        for (column, row) in (x..x + width).flat_map(|column| (y..y + height).map(move |row| (column, row))) {
            picture.put_pixel(column, row, Luma([0]));
        }
    }
    picture
}
