//! Style, script and pictures: compiled into the binary, served under an address that changes with their content.

use std::collections::BTreeMap;

use actix_web::{
    HttpResponse, get,
    http::header,
    web::{Bytes, Data, Path, ServiceConfig},
};
use anyhow::anyhow;
use data_encoding::HEXLOWER;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use crate::{app::App, error::Problem};

#[derive(RustEmbed)]
#[folder = "assets"]
struct Embedded;

/// One file.
pub struct Asset {
    /// What it holds.
    pub bytes: Bytes,
    /// Its media type.
    pub media_type: &'static str,
    fingerprint: String,
}

/// All files by name.
pub struct Assets(BTreeMap<String, Asset>);

impl Assets {
    /// Reads every file; one of an unknown kind stops the start.
    pub fn load() -> anyhow::Result<Self> {
        Embedded::iter()
            .map(|name| Ok((name.to_string(), read(&name)?)))
            .collect::<anyhow::Result<_>>()
            .map(Self)
    }

    /// A file by its name.
    pub fn get(&self, name: &str) -> Option<&Asset> {
        self.0.get(name)
    }

    /// Where a page finds a file.
    pub fn address(&self, name: &str) -> Option<String> {
        self.get(name).map(|asset| format!("/assets/{}/{name}", asset.fingerprint))
    }
}

fn read(name: &str) -> anyhow::Result<Asset> {
    let file = Embedded::get(name).ok_or_else(|| anyhow!("assets/{name} vanished"))?;
    let digest = HEXLOWER.encode(&Sha256::digest(&file.data));
    Ok(Asset {
        media_type: media_type(name)?,
        fingerprint: digest.chars().take(12).collect(),
        bytes: Bytes::from(file.data.into_owned()),
    })
}

fn media_type(name: &str) -> anyhow::Result<&'static str> {
    match name.rsplit('.').next() {
        Some("css") => Ok("text/css; charset=utf-8"),
        Some("js") => Ok("text/javascript; charset=utf-8"),
        Some("svg") => Ok("image/svg+xml"),
        Some("png") => Ok("image/png"),
        Some("woff2") => Ok("font/woff2"),
        _ => Err(anyhow!("assets/{name}: no media type is known for it")),
    }
}

/// A file. An address of another version, as in the middle of an update, gets the present content without long caching.
#[get("/assets/{fingerprint}/{name}")]
async fn serve(app: Data<App>, place: Path<(String, String)>) -> Result<HttpResponse, Problem> {
    let (fingerprint, name) = place.into_inner();
    let asset = app.pages.assets().get(&name).ok_or_else(Problem::not_found)?;
    let caching =
        if fingerprint == asset.fingerprint { "public, max-age=31536000, immutable" } else { "no-cache" };
    Ok(HttpResponse::Ok()
        .insert_header((header::CACHE_CONTROL, caching))
        .content_type(asset.media_type)
        .body(asset.bytes.clone()))
}

/// The routes.
pub fn pages(config: &mut ServiceConfig) {
    config.service(serve);
}
