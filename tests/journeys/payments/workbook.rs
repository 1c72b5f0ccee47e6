//! By transfer with a workbook: what the program wrote is opened, filled in as a bank does with cells of its own kinds, and sent back.

use std::io::Cursor;

use calamine::{Reader, Xlsx};
use hechang_tests::{
    ask::Answer,
    database::Db::{self, Postgres, Sqlite},
    town::Town,
};
use rstest::rstest;
use rust_xlsxwriter::{ExcelDateTime, Format, Workbook};
use serde_json::{Value, json};

use super::ground::{Cash, NUMBER, answer, at, states};

const MEDIA_TYPE: &str = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";

/// What stands in the first sheet.
fn rows(book: &[u8]) -> Vec<Vec<String>> {
    let mut book = Xlsx::new(Cursor::new(book)).unwrap();
    let range = book.worksheet_range_at(0).unwrap().unwrap();
    range.rows().map(|row| row.iter().map(ToString::to_string).collect()).collect()
}

/// The bank's workbook: the rows that it was sent, amounts as numbers, days as days, a word for each line.
fn filled_in(rows: &[Vec<String>], words: &[&str]) -> Vec<u8> {
    let mut book = Workbook::new();
    let sheet = book.add_worksheet();
    for (column, title) in
        (0..).zip(rows[0].iter().map(String::as_str).chain(["处理结果", "处理日期", "失败原因"]))
    {
        sheet.write_string(0, column, title).unwrap();
    }
    let day = Format::new().set_num_format("yyyy/m/d");
    for ((place, row), word) in (1..).zip(&rows[1..]).zip(words) {
        for (column, cell) in (0..).zip(row) {
            sheet.write_string(place, column, cell).unwrap();
        }
        sheet.write_number(place, 4, row[4].parse::<f64>().unwrap()).unwrap();
        sheet.write_string(place, 6, *word).unwrap();
        sheet
            .write_datetime_with_format(place, 7, ExcelDateTime::from_ymd(2026, 3, 2).unwrap(), &day)
            .unwrap();
        sheet.write_string(place, 8, if *word == "失败" { "户名不符" } else { "" }).unwrap();
    }
    book.save_to_buffer().unwrap()
}

async fn exported(cash: &Cash<'_>, batch: &Value) -> Vec<Vec<String>> {
    let file = cash.maker.get(&format!("{}/bank-file?format=xlsx", at(batch))).await.expect(200);
    assert_eq!(file.header("content-type"), MEDIA_TYPE);
    rows(&file.body)
}

async fn answers(cash: &Cash<'_>, batch: &Value, book: Vec<u8>) -> Answer {
    cash.maker.post(&format!("{}/results", at(batch))).upload(&[], "回盘.xlsx", MEDIA_TYPE, book).await
}

async fn balances(cash: &Cash<'_>) -> Value {
    cash.maker.get("/api/v1/desk/ledger/balances?organ=540500&year=2026").await.expect(200).json()
}

#[rstest]
#[tokio::test]
async fn a_workbook_goes_out_and_comes_back_filled_in(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let cash = Cash::granted(&town, &[12_000, 8_000]).await;
    cash.accounts().await;
    let batch = cash.sends(Some("山财拨〔2026〕11号")).await;
    let sent = exported(&cash, &batch).await;
    assert_eq!(sent[0], ["业务编号", "收款户名", "收款账号", "开户行", "金额", "用途"]);
    let first = ["540500-2026-1-1", "次仁卓玛", NUMBER, "农行山南乃东支行", "12000.00", "国家司法救助金"];
    assert_eq!((sent.len(), sent[1].as_slice()), (3, first.map(str::to_owned).as_slice()));

    let book = filled_in(&sent, &["成功", "失败"]);
    let settled = answers(&cash, &batch, book.clone()).await.expect(200).json();
    assert_eq!(settled, json!({ "paid": 1, "failed": 1, "unchanged": 0 }));
    let now = cash.now(&batch).await;
    assert_eq!((states(&now), &now["state"]), (vec!["paid", "failed"], &json!("done")));
    let lines = [&now["lines"][0]["settled_on"], &now["lines"][1]["reason"]];
    assert_eq!(lines, [&json!("2026-03-02"), &json!("户名不符")]);
    let sums = balances(&cash).await;
    assert_eq!((&sums["with_people_fen"], &sums["in_bank_fen"]), (&json!(1_200_000), &json!(800_000)));

    // Neither the same workbook nor the same words as text move anything more.
    let unchanged = json!({ "paid": 0, "failed": 0, "unchanged": 2 });
    assert_eq!(answers(&cash, &batch, book).await.expect(200).json(), unchanged);
    let text = answer(&batch, &["成功", "失败"]);
    assert_eq!(cash.answers(&batch, &text).await.expect(200).json(), unchanged);
    assert_eq!((balances(&cash).await, &cash.now(&batch).await["lines"]), (sums, &now["lines"]));
}

#[rstest]
#[tokio::test]
async fn what_is_wrong_in_a_workbook_is_told_by_its_row(#[values(Sqlite, Postgres)] db: Db) {
    let town = Town::new(db).await;
    let cash = Cash::granted(&town, &[5_000]).await;
    cash.accounts().await;
    let batch = cash.sends(Some("山财拨〔2026〕12号")).await;
    let mut sent = exported(&cash, &batch).await;
    let before = balances(&cash).await;
    let odd = answers(&cash, &batch, filled_in(&sent, &["也许"])).await.expect_problem(422, "invalid");
    assert_eq!(hechang_tests::ask::faults(&odd), ["/rows/2 unknown_result"]);
    sent[1][4] = "5000.01".to_owned();
    answers(&cash, &batch, filled_in(&sent, &["成功"])).await.expect_problem(422, "invalid");
    assert_eq!((balances(&cash).await, states(&cash.now(&batch).await)), (before, vec!["sent"]));
}
