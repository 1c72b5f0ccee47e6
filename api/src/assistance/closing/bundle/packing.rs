//! Writes a bundle into a sealed file, hashing each part and the whole while they flow.

use actix_web::web::Bytes;
use data_encoding::HEXLOWER;
use futures_util::{Stream, StreamExt, pin_mut};
use serde::Serialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use super::{
    Contents,
    parts::{Part, Source, parts},
};
use crate::{
    app::App,
    assistance::closing::model::{Bundle, Closing},
    documents::service::{Version, print},
    error::{Internal, Problem},
    materials::files,
    organs,
    platform::archive::{self, Packer},
    web::{
        language::Language::Chinese,
        pages::{Serde, context},
    },
};

/// A line of the manifest.
#[derive(Serialize)]
struct Entry {
    path: String,
    title: String,
    media_type: String,
    size: u64,
    sha256: String,
}

/// Makes the bundle of a case that is being closed. It goes by itself unless a change keeps it.
///
/// # Errors
/// What a document or a file that can't be read says: a bundle is whole or isn't made.
pub async fn pack(app: &App, contents: &Contents, closing: &Closing) -> Result<Bundle, Problem> {
    let (packer, stream) = archive::open();
    let packing = async {
        let count = fill(app, &packer, contents, closing).await?;
        packer.finish().await;
        Ok::<_, Problem>(count)
    };
    let storing = async { Ok::<_, Problem>(store(app, stream).await?) };
    let (count, (file_id, size, sha256)) = futures_util::try_join!(packing, storing)?;
    let parts = i32::try_from(count).map_err(Internal::from_error)?;
    let size = i64::try_from(size).map_err(Internal::from_error)?;
    Ok(Bundle { file_id, sha256, size, parts })
}

async fn store(
    app: &App,
    stream: impl Stream<Item = std::io::Result<Bytes>>,
) -> Result<(Uuid, u64, String), Internal> {
    let (id, mut writer) = files::begin(app).await?;
    let (mut size, mut hash) = (0, Sha256::new());
    pin_mut!(stream);
    while let Some(piece) = stream.next().await {
        let piece = piece.map_err(Internal::from_error)?;
        writer.write(&piece).await?;
        hash.update(&piece);
        size += length(&piece);
    }
    writer.finish().await?;
    Ok((id, size, HEXLOWER.encode(&hash.finalize())))
}

fn length(piece: &[u8]) -> u64 {
    u64::try_from(piece.len()).unwrap_or(u64::MAX)
}

/// Everything, then the page that lists it, then the manifest with both. Answers how many files the manifest names.
async fn fill(app: &App, packer: &Packer, contents: &Contents, closing: &Closing) -> Result<usize, Problem> {
    let mut entries = Vec::new();
    for part in parts(app, contents, closing)? {
        entries.push(write(app, packer, part).await?);
    }
    let page = index(app, contents, closing, &entries).await?;
    let index = Part {
        path: "index.html".to_owned(),
        title: app.texts.say(Chinese, "closing-index"),
        media_type: "text/html; charset=utf-8".to_owned(),
        source: Source::Here(page.into_bytes()),
    };
    entries.push(write(app, packer, index).await?);
    let manifest = json!({ "case_id": contents.file.case.id, "round": closing.round, "parts": entries });
    packer.whole("manifest.json", serde_json::to_vec_pretty(&manifest).map_err(Internal::from)?).await?;
    Ok(entries.len())
}

async fn write(app: &App, packer: &Packer, part: Part<'_>) -> Result<Entry, Problem> {
    packer.begin(&part.path).await?;
    let (size, sha256) = match part.source {
        Source::Here(bytes) => whole(packer, bytes).await?,
        Source::Document(document) => {
            whole(packer, print(app, document, Version::Full).await.map_err(Problem::from)?).await?
        }
        Source::File(file) => copied(app, packer, file).await?,
    };
    Ok(Entry { path: part.path, title: part.title, media_type: part.media_type, size, sha256 })
}

async fn whole(packer: &Packer, bytes: Vec<u8>) -> Result<(u64, String), Internal> {
    let told = (length(&bytes), HEXLOWER.encode(&Sha256::digest(&bytes)));
    packer.bytes(bytes.into()).await?;
    Ok(told)
}

async fn copied(app: &App, packer: &Packer, file: Uuid) -> Result<(u64, String), Internal> {
    let reading = files::read(app, file).await?.ok_or_else(|| Internal::msg("a file of a case vanished"))?;
    let (mut bytes, mut size, mut hash) = (reading.bytes, 0, Sha256::new());
    while let Some(piece) = bytes.next().await {
        let piece = piece?;
        hash.update(&piece);
        size += length(&piece);
        packer.bytes(piece).await?;
    }
    Ok((size, HEXLOWER.encode(&hash.finalize())))
}

/// The page to read, in Chinese as official papers are.
async fn index(
    app: &App,
    contents: &Contents,
    closing: &Closing,
    entries: &[Entry],
) -> Result<String, Problem> {
    let case = &contents.file.case;
    let organ = organs::service::organ(app.db.read(), case.organ_id).await?;
    let steps = contents.file.steps.iter().map(|step| {
        let verdict = app.texts.say(Chinese, &format!("assistance-verdict-{}", step.verdict.word()));
        json!({ "at": step.at, "verdict": verdict, "amount": step.table.total(), "reasons": step.words.reasons })
    });
    let people = contents.file.people.iter().map(|person| &person.who.name);
    let content = context! {
        organ => organ.name.get(Chinese), name => &case.underlying.name, number => &case.underlying.number, round => closing.round,
        decided_on => case.decided_on.map(|day| day.to_string()), closed_at => Serde(closing.decided_at),
        note => &closing.note, people => Serde(people.collect::<Vec<_>>()), steps => Serde(steps.collect::<Vec<_>>()),
        entries => Serde(entries),
    };
    Ok(app.pages.draw(Chinese, "closing/index.html", content)?)
}
