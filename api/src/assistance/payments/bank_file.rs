//! The bank's files: the payment file as CSV or XLSX, and the answer in either (UTF-8 or GB 18030). Titles and words are data:
//! `api/catalog/assistance/bank_files.yaml`.

use std::{borrow::Cow, io::Cursor};

use calamine::{Data, Reader, Xlsx};
use chrono::NaiveDate;
use encoding_rs::GB18030;
use rust_xlsxwriter::{Format as CellFormat, Workbook};
use serde::Deserialize;

use crate::{
    assistance::{
        payments::{
            error::PaymentError,
            model::{BatchFile, LineState, Outcome, Payee},
        },
        rules::{BankFiles, Column, Rules},
    },
    error::{FieldFault, Internal},
    platform::money::Fen,
    web::forms::money,
};

/// Rows of an answer; a batch has at most 500 lines.
const MOST_ROWS: usize = 2_000;
/// By which spreadsheets know that a CSV is UTF-8.
const BYTE_ORDER_MARK: &str = "\u{feff}";
const XLSX: &[u8] = b"PK\x03\x04";

/// In which form a payment file is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Format {
    /// Comma-separated, UTF-8.
    Csv,
    /// A workbook.
    Xlsx,
}

impl Format {
    /// How the file's name ends.
    pub const fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Xlsx => "xlsx",
        }
    }

    /// The media type.
    pub const fn media_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }
}

/// A row of the answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Its number in the sheet, from 1; the titles are row 1.
    pub row: usize,
    /// The line that it names.
    pub reference: String,
    /// How much.
    pub amount: Fen,
    /// What came of it.
    pub outcome: Outcome,
    /// When.
    pub on: Option<NaiveDate>,
    /// Why it failed.
    pub reason: Option<String>,
}

fn words() -> Result<&'static BankFiles, Internal> {
    Ok(&Rules::compiled_in().map_err(Internal::from_error)?.bank_files)
}

/// Writes the payment file of a batch: every line that is with the bank or was.
pub fn write(file: &BatchFile, format: Format) -> Result<Vec<u8>, Internal> {
    let words = words()?;
    let titles = words.sends.iter().map(|column| column.title.clone()).collect();
    let sent = file.lines.iter().filter(|payee| payee.line.state != LineState::Dropped);
    let rows =
        sent.map(|payee| words.sends.iter().map(|column| cell(file, payee, column.holds, words)).collect());
    let rows: Vec<Vec<String>> = std::iter::once(titles).chain(rows).collect();
    match format {
        Format::Csv => csv_of(&rows),
        Format::Xlsx => workbook(&rows).map_err(Internal::from_error),
    }
}

fn cell(file: &BatchFile, payee: &Payee, column: Column, words: &BankFiles) -> String {
    let account = payee.line.account.as_ref();
    let of = |text: Option<&String>| text.cloned().unwrap_or_default();
    match column {
        Column::Reference => file.reference(&payee.line),
        Column::Holder => of(account.map(|account| &account.holder)),
        Column::Number => of(account.map(|account| &account.number)),
        Column::Bank => of(account.map(|account| &account.bank)),
        Column::Amount => money::grouped(payee.line.amount).replace(',', ""),
        Column::Purpose => words.purpose.clone(),
    }
}

fn csv_of(rows: &[Vec<String>]) -> Result<Vec<u8>, Internal> {
    let mut writer = csv::Writer::from_writer(BYTE_ORDER_MARK.as_bytes().to_vec());
    for row in rows {
        writer.write_record(row).map_err(Internal::from_error)?;
    }
    writer.into_inner().map_err(|error| Internal::msg(error.to_string()))
}

/// Every cell is text, so that no program takes a number's zeros or a name's first sign for something else.
fn workbook(rows: &[Vec<String>]) -> Result<Vec<u8>, rust_xlsxwriter::XlsxError> {
    let mut book = Workbook::new();
    let text = CellFormat::new().set_num_format("@");
    let sheet = book.add_worksheet();
    for (place, row) in (0..).zip(rows) {
        for (column, cell) in (0..).zip(row) {
            sheet.write_string_with_format(place, column, cell, &text)?;
        }
    }
    sheet.autofit();
    book.save_to_buffer()
}

/// Reads the bank's answer.
///
/// # Errors
/// `Faulty`: `/file` when it can't be read or lacks a column, `/rows/N` for each row that makes no sense.
pub fn read(bytes: &[u8]) -> Result<Vec<Answer>, PaymentError> {
    let rows = if bytes.starts_with(XLSX) { sheet(bytes) } else { separated(bytes) };
    let rows = rows.ok_or_else(|| PaymentError::fault("/file", "file_unreadable"))?;
    if rows.len() > MOST_ROWS {
        return Err(PaymentError::fault("/file", "too_long"));
    }
    let columns = Columns::of(rows.first().map_or(&[], Vec::as_slice), words()?)?;
    let (mut answers, mut faults) = (Vec::new(), Vec::new());
    for (place, row) in
        rows.iter().enumerate().skip(1).filter(|(_, row)| row.iter().any(|cell| !cell.is_empty()))
    {
        match columns.answer(place.saturating_add(1), row) {
            Ok(answer) => answers.push(answer),
            Err(fault) => faults.push(fault),
        }
    }
    if answers.is_empty() && faults.is_empty() {
        faults.push(FieldFault::new("/file", "required"));
    }
    PaymentError::refuse(faults)?;
    Ok(answers)
}

fn sheet(bytes: &[u8]) -> Option<Vec<Vec<String>>> {
    let mut book: Xlsx<_> = Xlsx::new(Cursor::new(bytes)).ok()?;
    let range = book.worksheet_range_at(0)?.ok()?;
    let cell = |cell: &Data| match cell {
        Data::Float(number) => format!("{number}"),
        Data::DateTime(day) => day.as_datetime().map(|day| day.date().to_string()).unwrap_or_default(),
        other => other.to_string().trim().to_owned(),
    };
    Some(range.rows().take(MOST_ROWS.saturating_add(1)).map(|row| row.iter().map(cell).collect()).collect())
}

fn separated(bytes: &[u8]) -> Option<Vec<Vec<String>>> {
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => GB18030.decode_without_bom_handling_and_without_replacement(bytes)?,
    };
    let text = text.trim_start_matches(BYTE_ORDER_MARK);
    let mut reader = csv::ReaderBuilder::new().has_headers(false).flexible(true).from_reader(text.as_bytes());
    let rows = reader.records().take(MOST_ROWS.saturating_add(1));
    rows.map(|row| Some(row.ok()?.iter().map(|cell| cell.trim().to_owned()).collect())).collect()
}

/// Where each thing stands.
struct Columns<'a> {
    words: &'a BankFiles,
    reference: usize,
    amount: usize,
    result: usize,
    on: Option<usize>,
    reason: Option<usize>,
}

impl<'a> Columns<'a> {
    fn of(titles: &[String], words: &'a BankFiles) -> Result<Self, PaymentError> {
        let place = |title: &str| titles.iter().position(|known| known == title);
        let needed = |title: &str| {
            let missing = FieldFault::new("/file", "column_missing").with("column", title);
            place(title).ok_or_else(|| PaymentError::Faulty(vec![missing]))
        };
        Ok(Self {
            reference: needed(&words.answer.reference)?,
            amount: needed(&words.answer.amount)?,
            result: needed(&words.answer.result)?,
            on: place(&words.answer.on),
            reason: place(&words.answer.reason),
            words,
        })
    }

    fn answer(&self, row: usize, cells: &[String]) -> Result<Answer, FieldFault> {
        let cell = |place: usize| cells.get(place).map(String::as_str).unwrap_or_default();
        let some = |place: Option<usize>| place.map(cell).filter(|text| !text.is_empty());
        let fault = |code| FieldFault::new(format!("/rows/{row}"), code);
        let is = |known: &[String]| known.iter().any(|word| word == cell(self.result));
        let outcome = if is(&self.words.answer.paid) {
            Outcome::Paid
        } else if is(&self.words.answer.failed) {
            Outcome::Failed
        } else {
            return Err(fault("unknown_result"));
        };
        let on = some(self.on).map(|text| day(text).ok_or_else(|| fault("not_a_date"))).transpose()?;
        Ok(Answer {
            row,
            reference: cell(self.reference).to_owned(),
            amount: money::fen(cell(self.amount)).ok_or_else(|| fault("not_money"))?,
            outcome,
            on,
            reason: some(self.reason).map(|text| text.chars().take(200).collect()),
        })
    }
}

fn day(text: &str) -> Option<NaiveDate> {
    let first = text.split([' ', 'T']).next().unwrap_or_default();
    ["%Y-%m-%d", "%Y/%m/%d", "%Y%m%d", "%Y年%m月%d日"]
        .iter()
        .find_map(|form| NaiveDate::parse_from_str(first, form).ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn faults(text: &str) -> Vec<String> {
        match read(text.as_bytes()) {
            Err(PaymentError::Faulty(faults)) => {
                faults.into_iter().map(|fault| format!("{} {}", fault.pointer, fault.code)).collect()
            }
            other => panic!("{other:?}"),
        }
    }

    #[test]
    fn an_answer_is_read_whatever_else_is_in_it() {
        let text = "序号,业务编号,金额,处理结果,处理日期,失败原因\r\n\
                    1,540500-2026-1-1,\"12,000.00\",交易成功,20260306,\r\n2,540500-2026-1-2,8.5,失败,2026/03/06,户名不符\r\n";
        let (gbk, _, _) = GB18030.encode(text);
        for bytes in [text.as_bytes(), &gbk] {
            let answers = read(bytes).unwrap();
            let told: Vec<_> = answers.iter().map(|one| (one.row, one.amount.count(), one.outcome)).collect();
            assert_eq!(told, [(2, 1_200_000, Outcome::Paid), (3, 850, Outcome::Failed)]);
            assert_eq!(answers[1].reason.as_deref(), Some("户名不符"));
            assert_eq!(answers[0].on, NaiveDate::from_ymd_opt(2026, 3, 6));
        }
    }

    #[test]
    fn what_makes_no_sense_is_named_row_by_row() {
        let head = "业务编号,金额,处理结果,处理日期\n";
        let rows = "a,1.00,成功,\nb,much,成功,\nc,1.00,maybe,\nd,1.00,失败,soon\n";
        let told = faults(&format!("{head}{rows}"));
        assert_eq!(told, ["/rows/3 not_money", "/rows/4 unknown_result", "/rows/5 not_a_date"]);
        assert_eq!(faults("业务编号,金额\na,1\n"), ["/file column_missing"]);
        assert_eq!(faults(head), ["/file required"]);
        assert_eq!(faults("PK\u{3}\u{4}broken"), ["/file file_unreadable"]);
    }
}
