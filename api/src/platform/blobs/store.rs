//! Which store the settings name: `file:` a folder, or `s3://bucket/prefix` with the usual AWS variables.

use std::{
    os::unix::fs::DirBuilderExt,
    path::{Path as Folder, PathBuf},
    sync::Arc,
    time::Duration,
};

use anyhow::{Context, bail, ensure};
use object_store::{
    BackoffConfig, ClientOptions, ObjectStore, RetryConfig,
    aws::{AmazonS3Builder, AmazonS3ConfigKey},
    local::LocalFileSystem,
};

use crate::{
    config::Config,
    platform::{blobs::Blobs, suite::Suite},
};

/// Bytes of a part in a folder.
const FOLDER_PART: usize = 256 * 1024;
/// Bytes of a part in S3, which takes no smaller ones.
const S3_PART: usize = 5 * 1024 * 1024;

pub(super) fn open(config: &Config) -> anyhow::Result<Blobs> {
    if let Some(path) = local_folder(config) {
        return folder(&path);
    }
    match config.blob_url.as_deref().and_then(|url| url.split_once(':')) {
        Some(("s3", place)) => s3(place, AmazonS3Builder::from_env(), config.demo()),
        _ => bail!("HECHANG_BLOB_URL: must be file:FOLDER or s3://BUCKET/PREFIX"),
    }
}

/// The folder of files, where they are kept on this machine.
pub fn local_folder(config: &Config) -> Option<PathBuf> {
    let Some(url) = &config.blob_url else { return Some(config.data_dir.join("blobs")) };
    let path = url.strip_prefix("file:")?;
    Some(PathBuf::from(path.strip_prefix("//").unwrap_or(path)))
}

/// A folder that only its owner may enter.
pub(super) fn folder(path: &Folder) -> anyhow::Result<Blobs> {
    let made = std::fs::DirBuilder::new().recursive(true).mode(0o700).create(path);
    made.with_context(|| format!("HECHANG_BLOB_URL: the folder {} can't be made", path.display()))?;
    let store: Arc<dyn ObjectStore> = Arc::new(LocalFileSystem::new_with_prefix(path)?.with_fsync(true));
    Ok(Blobs { store, prefix: String::new(), gathers: FOLDER_PART, suite: Suite::default() })
}

/// A bucket. Plain HTTP is for a demonstration, or for a store on the same machine (security.md KEY-9).
pub(super) fn s3(place: &str, settings: AmazonS3Builder, demo: bool) -> anyhow::Result<Blobs> {
    let (bucket, prefix) =
        place.trim_start_matches('/').split_once('/').unwrap_or((place.trim_start_matches('/'), ""));
    ensure!(!bucket.is_empty(), "HECHANG_BLOB_URL: the bucket is missing");
    let endpoint = settings.get_config_value(&AmazonS3ConfigKey::Endpoint).unwrap_or_default();
    let open = endpoint.starts_with("http://");
    ensure!(!open || demo || is_here(&endpoint), "AWS_ENDPOINT_URL: production needs an https address");
    let client = ClientOptions::new()
        .with_connect_timeout(Duration::from_secs(3))
        .with_timeout(Duration::from_secs(30))
        .with_allow_http(open);
    let retry = RetryConfig {
        backoff: BackoffConfig::default(),
        max_retries: 3,
        retry_timeout: Duration::from_secs(20),
    };
    let store = settings.with_bucket_name(bucket).with_client_options(client).with_retry(retry).build()?;
    let prefix = prefix.trim_matches('/');
    let prefix = if prefix.is_empty() { String::new() } else { format!("{prefix}/") };
    Ok(Blobs { store: Arc::new(store), prefix, gathers: S3_PART, suite: Suite::default() })
}

fn is_here(endpoint: &str) -> bool {
    let host = endpoint.trim_start_matches("http://").split('/').next().unwrap_or_default();
    let host = host.rsplit_once(':').map_or(host, |(host, _)| host);
    ["127.0.0.1", "localhost", "[::1]"].contains(&host)
}
