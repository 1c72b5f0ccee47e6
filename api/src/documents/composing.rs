//! From a kind and what it is filled in with to what the document says. Nothing here is parsed again: what a citizen wrote is
//! text wherever it ends up.

use minijinja::{
    Environment, UndefinedBehavior,
    value::{Serde, Value as Word},
};
use serde_json::{Value, json};

use crate::{
    catalog::document::{Block, Column, DocumentKind, Row, Said, Table},
    documents::{
        content::{Content, Grid, Line, Part, Versions},
        fields,
    },
    error::Internal,
    web::language::{Language, Text},
};

/// What a document is made of besides its fields.
pub struct Head {
    /// The organ's full name.
    pub organ: Text,
    /// Its number.
    pub number: Option<String>,
    /// Its day in Asia/Shanghai.
    pub date: chrono::NaiveDate,
}

/// Both versions of a document.
pub fn compose(kind: &DocumentKind, head: &Head, filled: &Value) -> Result<Versions, Internal> {
    let (masked, people) = fields::masked(&kind.fields, filled);
    Ok(Versions { full: content(kind, head, filled)?, public: content(kind, head, &masked)?, people })
}

/// A number by its pattern.
pub fn number(pattern: &str, place: &str, code: &str, year: i32, n: i64) -> Result<String, Internal> {
    let values = json!({ "place": place, "code": code, "year": year, "n": n });
    environment().render_str(pattern, Word::from(Serde(values))).map_err(Internal::from_error)
}

fn environment() -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    environment
}

fn content(kind: &DocumentKind, head: &Head, filled: &Value) -> Result<Content, Internal> {
    let pen = Pen {
        environment: environment(),
        zh: words(kind, head, filled, Language::Chinese),
        bo: words(kind, head, filled, Language::Tibetan),
    };
    let parts = kind.body.iter().map(|block| pen.part(block)).collect::<Result<Vec<_>, _>>()?;
    Ok(Content {
        title: both(&kind.title),
        organ: both(&head.organ),
        number: head.number.clone(),
        date: Said {
            zh: fields::day_in_words(head.date, Language::Chinese),
            bo: Some(fields::day_in_words(head.date, Language::Tibetan)),
        },
        parts: parts.into_iter().flatten().collect(),
    })
}

/// A name in both languages of documents.
fn both(text: &Text) -> Said {
    Said { zh: text.zh_cn.clone(), bo: Some(text.bo_cn.clone()).filter(|bo| *bo != text.zh_cn) }
}

fn words(kind: &DocumentKind, head: &Head, filled: &Value, language: Language) -> Value {
    let mut words = fields::in_words(&kind.fields, filled, language);
    if let Some(words) = words.as_object_mut() {
        words.insert("organ".into(), json!(head.organ.get(language)));
        words.insert("number".into(), json!(head.number.as_deref().unwrap_or_default()));
        words.insert("date".into(), json!(fields::day_in_words(head.date, language)));
    }
    words
}

/// Writes the parts of one document.
struct Pen {
    environment: Environment<'static>,
    zh: Value,
    bo: Value,
}

impl Pen {
    fn part(&self, block: &Block) -> Result<Option<Part>, Internal> {
        Ok(match block {
            Block::Heading(said) => self.said(said)?.map(Part::Heading),
            Block::Text(said) => self.said(said)?.map(Part::Text),
            Block::Rows(rows) => Some(Part::Rows(self.lines(rows)?)),
            Block::Table(table) => Some(Part::Table(self.grid(table)?)),
            Block::Signatures(lines) => {
                let lines = lines.iter().map(|line| self.said(line)).collect::<Result<Vec<_>, _>>()?;
                Some(Part::Signatures(lines.into_iter().flatten().collect()))
            }
            Block::Seal => Some(Part::Seal),
        })
    }

    /// Words in both languages; nothing when the Chinese comes out empty.
    fn said(&self, said: &Said) -> Result<Option<Said>, Internal> {
        let zh = self.write(&said.zh, &self.zh)?;
        if zh.is_empty() {
            return Ok(None);
        }
        let bo = said.bo.as_deref().map(|bo| self.write(bo, &self.bo)).transpose()?;
        Ok(Some(Said { zh, bo: bo.filter(|bo| !bo.is_empty()) }))
    }

    fn lines(&self, rows: &[Row]) -> Result<Vec<Line>, Internal> {
        let line = |row: &Row| {
            let Some(label) = self.said(&row.label)? else { return Ok(None) };
            Ok(Some(Line { label, value: self.write(&row.value, &self.zh)? }))
        };
        let lines = rows.iter().map(line).collect::<Result<Vec<_>, Internal>>()?;
        Ok(lines.into_iter().flatten().collect())
    }

    fn grid(&self, table: &Table) -> Result<Grid, Internal> {
        let items = self.zh.get(&table.each).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
        let line = |(index, item): (usize, &Value)| {
            let mut words = self.zh.clone();
            if let Some(words) = words.as_object_mut() {
                words.insert("item".into(), item.clone());
                words.insert("n".into(), json!(index.saturating_add(1)));
            }
            table.columns.iter().map(|column| self.write(&column.cell, &words)).collect::<Result<Vec<_>, _>>()
        };
        let heads = table.columns.iter().map(|column: &Column| self.said(&column.head));
        Ok(Grid {
            widths: table.columns.iter().map(|column| column.width).collect(),
            heads: heads.map(|head| Ok(head?.unwrap_or_else(nothing))).collect::<Result<_, Internal>>()?,
            lines: items.iter().enumerate().map(line).collect::<Result<_, _>>()?,
        })
    }

    fn write(&self, template: &str, words: &Value) -> Result<String, Internal> {
        let written = self.environment.render_str(template, Word::from(Serde(words)));
        Ok(written.map_err(Internal::from_error)?.trim().to_owned())
    }
}

fn nothing() -> Said {
    Said { zh: String::new(), bo: None }
}
