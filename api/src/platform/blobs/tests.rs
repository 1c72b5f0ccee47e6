use std::{fs, path::PathBuf};

use futures_util::TryStreamExt;
use object_store::{aws::AmazonS3Builder, memory::InMemory};
use proptest::prelude::*;
use tempfile::TempDir;
use wiremock::{
    Mock, MockServer, ResponseTemplate,
    matchers::{method, path, path_regex, query_param, query_param_contains},
};

use super::{
    sealing::{CHUNK, HEADER, Opener, SEALED_CHUNK, Sealer, plain_size},
    *,
};
use crate::platform::ids;

const NAME: &str = "materials/one";

fn key() -> Secret {
    ids::random_bytes().into()
}

fn count(bytes: &[u8]) -> u64 {
    bytes.len().try_into().unwrap()
}

fn memory() -> Blobs {
    Blobs { store: Arc::new(InMemory::new()), prefix: "here/".into(), gathers: 1000, suite: Suite::default() }
}

async fn written(blobs: &Blobs, name: &str, key: &Secret, plain: &[u8]) {
    let mut writer = blobs.writer(name, key);
    for piece in plain.chunks(10_000) {
        writer.write(piece).await.unwrap();
    }
    writer.finish().await.unwrap();
}

async fn read(blobs: &Blobs, name: &str, key: &Secret) -> Result<Vec<u8>, Internal> {
    let reading = blobs.read(name, key).await?;
    let plain =
        reading.bytes.try_fold(Vec::new(), async |all, piece| Ok([&all[..], &piece].concat())).await?;
    assert_eq!(reading.size, count(&plain));
    Ok(plain)
}

fn files_below(folder: &std::path::Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() {
            found.extend(files_below(&entry.path()));
        } else {
            found.push(entry.path());
        }
    }
    found
}

fn folder() -> (TempDir, Blobs) {
    let folder = tempfile::tempdir().unwrap();
    let blobs = store::folder(&folder.path().join("blobs")).unwrap();
    (folder, blobs)
}

#[tokio::test]
async fn a_file_comes_back_as_it_was_and_is_sealed_at_rest() {
    let (folder, blobs) = folder();
    let (key, plain) = (key(), b"a name and an ID number ".repeat(20_000));
    written(&blobs, NAME, &key, &plain).await;
    assert_eq!(read(&blobs, NAME, &key).await.unwrap(), plain);
    let files = files_below(folder.path());
    assert_eq!(files.len(), 1);
    let sealed = fs::read(&files[0]).unwrap();
    assert!(!sealed.windows(6).any(|bytes| bytes == b"number"));
    assert_eq!(plain_size(count(&sealed)), Some(count(&plain)));
}

#[tokio::test]
async fn either_suite_reads_what_the_other_wrote() {
    let blobs = memory();
    let (key, plain) = (key(), b"paper ".repeat(30_000));
    for suite in Suite::ALL {
        written(&Blobs { suite, ..blobs.clone() }, suite.name(), &key, &plain).await;
    }
    for suite in Suite::ALL {
        assert_eq!(read(&blobs, suite.name(), &key).await.unwrap(), plain);
    }
}

#[tokio::test]
async fn only_the_file_s_own_key_and_name_open_it() {
    let blobs = memory();
    let key = key();
    written(&blobs, NAME, &key, b"paper").await;
    assert!(read(&blobs, NAME, &self::key()).await.is_err());
    blobs.store.copy(&blobs.path(NAME), &blobs.path("materials/two")).await.unwrap();
    assert!(read(&blobs, "materials/two", &key).await.is_err());
    assert_eq!(read(&blobs, NAME, &key).await.unwrap(), b"paper");
}

#[tokio::test]
async fn what_was_given_up_was_never_there() {
    let (folder, blobs) = folder();
    for length in [10, 100_000, 2_000_000] {
        let mut writer = blobs.writer(NAME, &key());
        writer.write(&vec![7; length]).await.unwrap();
        drop(writer);
        while !files_below(folder.path()).is_empty() {
            tokio::task::yield_now().await;
        }
        assert!(blobs.read(NAME, &key()).await.is_err());
    }
}

#[tokio::test]
async fn nothing_is_written_anymore_once_giving_up_was_answered() {
    let (folder, blobs) = folder();
    for length in [10, 100_000, 2_000_000] {
        let mut writer = blobs.writer(NAME, &key());
        writer.write(&vec![7; length]).await.unwrap();
        writer.abort().await.unwrap();
        assert!(files_below(folder.path()).is_empty());
        assert!(blobs.read(NAME, &key()).await.is_err());
    }
}

#[tokio::test]
async fn a_removed_file_is_gone_and_may_be_removed_again() {
    let (folder, blobs) = folder();
    let key = key();
    written(&blobs, NAME, &key, b"paper").await;
    blobs.delete(NAME).await.unwrap();
    blobs.delete(NAME).await.unwrap();
    assert!(files_below(folder.path()).is_empty());
    assert!(read(&blobs, NAME, &key).await.is_err());
}

#[tokio::test]
async fn a_store_answers_or_does_not() {
    let (folder, blobs) = folder();
    blobs.ping().await.unwrap();
    blobs.ping().await.unwrap();
    fs::remove_dir_all(folder.path()).unwrap();
    fs::write(folder.path(), "no folder").unwrap();
    assert!(blobs.ping().await.is_err());
    fs::remove_file(folder.path()).unwrap();
}

fn bucket(server: &MockServer) -> Blobs {
    drop(rustls::crypto::ring::default_provider().install_default());
    let settings = AmazonS3Builder::new()
        .with_endpoint(server.uri())
        .with_region("us-east-1")
        .with_access_key_id("key")
        .with_secret_access_key("secret");
    store::s3("//bucket/hechang", settings, true).unwrap()
}

#[tokio::test]
async fn a_small_file_goes_to_s3_at_once() {
    let server = MockServer::start().await;
    let put = Mock::given(method("PUT")).and(path("/bucket/hechang/materials/one"));
    put.respond_with(ResponseTemplate::new(200).insert_header("ETag", "\"1\""))
        .expect(1)
        .mount(&server)
        .await;
    written(&bucket(&server), NAME, &key(), b"a name").await;
    let sent = server.received_requests().await.unwrap().pop().unwrap();
    assert!(sent.headers["authorization"].to_str().unwrap().starts_with("AWS4-HMAC-SHA256"));
    assert!(!sent.body.windows(6).any(|bytes| bytes == b"a name"));
}

#[tokio::test]
async fn a_failing_upload_to_s3_is_taken_back() {
    let server = MockServer::start().await;
    let begun = "<InitiateMultipartUploadResult><UploadId>7</UploadId></InitiateMultipartUploadResult>";
    Mock::given(method("POST"))
        .and(path_regex("materials"))
        .and(query_param_contains("uploads", ""))
        .respond_with(ResponseTemplate::new(200).set_body_string(begun))
        .mount(&server)
        .await;
    Mock::given(method("PUT")).respond_with(ResponseTemplate::new(403)).mount(&server).await;
    let aborted = Mock::given(method("DELETE")).and(query_param("uploadId", "7"));
    aborted.respond_with(ResponseTemplate::new(204)).expect(1).mount(&server).await;
    let mut writer = bucket(&server).writer(NAME, &key());
    let mut outcome = Ok(());
    for _ in 0..20 {
        outcome = writer.write(&vec![7; 1 << 20]).await;
        if outcome.is_err() {
            break;
        }
    }
    assert!(outcome.is_err());
    drop(writer);
    while server.received_requests().await.unwrap().iter().all(|sent| sent.method.as_str() != "DELETE") {
        tokio::task::yield_now().await;
    }
}

#[test]
fn production_sends_nothing_in_the_open() {
    let settings = |endpoint: &str| AmazonS3Builder::new().with_endpoint(endpoint);
    assert!(store::s3("//bucket", settings("http://store.example"), false).is_err());
    assert!(store::s3("//bucket", settings("http://127.0.0.1:9000"), false).is_ok());
    assert!(store::s3("//bucket", settings("https://store.example"), false).is_ok());
    assert!(store::s3("//", settings("https://store.example"), false).is_err());
}

fn seal(key: &Secret, plain: &[u8]) -> Vec<u8> {
    let (mut sealer, mut bytes) = Sealer::begin(NAME, key, Suite::default());
    for piece in plain.chunks(7_777) {
        bytes.extend(sealer.push(piece).unwrap().concat());
    }
    bytes.extend(sealer.end().unwrap());
    bytes
}

fn open(key: &Secret, sealed: &[u8]) -> Option<Vec<u8>> {
    let (header, body) = sealed.split_at_checked(HEADER)?;
    let mut opener = Opener::begin(NAME, key, header).ok()?;
    let mut plain = Vec::new();
    let mut chunks = body.chunks(SEALED_CHUNK).peekable();
    while let Some(chunk) = chunks.next() {
        let mut chunk = chunk.to_vec();
        if chunks.peek().is_none() {
            opener.last(&mut chunk).ok()?;
            return Some([plain, chunk].concat());
        }
        opener.next(&mut chunk).ok()?;
        plain.extend(chunk);
    }
    None
}

/// Lengths around the borders of chunks, and any other.
fn length() -> impl Strategy<Value = usize> {
    prop_oneof![
        0_usize..300,
        (1_usize..4).prop_flat_map(|chunks| (chunks * CHUNK - 2)..(chunks * CHUNK + 3)),
        0..(3 * CHUNK),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn any_length_comes_back(length in length(), byte: u8) {
        let (key, plain) = (key(), vec![byte; length]);
        let sealed = seal(&key, &plain);
        prop_assert_eq!(plain_size(count(&sealed)), Some(count(&plain)));
        prop_assert_eq!(open(&key, &sealed), Some(plain));
    }

    #[test]
    fn one_wrong_byte_does_not_open(length in length(), place: prop::sample::Index, flip in 1_u8..) {
        let key = key();
        let mut sealed = seal(&key, &vec![1; length]);
        let place = place.index(sealed.len());
        sealed[place] ^= flip;
        prop_assert_eq!(open(&key, &sealed), None);
    }

    #[test]
    fn what_was_cut_does_not_open(length in length(), cut: prop::sample::Index) {
        let key = key();
        let sealed = seal(&key, &vec![1; length]);
        prop_assert_eq!(open(&key, &sealed[..cut.index(sealed.len())]), None);
    }
}

#[test]
fn chunks_open_only_in_their_order() {
    let key = key();
    let sealed = seal(&key, &vec![1; 3 * CHUNK]);
    let (header, body) = sealed.split_at(HEADER);
    let chunks: Vec<_> = body.chunks(SEALED_CHUNK).collect();
    for order in [[1, 0, 2], [0, 2, 1], [0, 0, 2]] {
        let mixed = order.map(|place| chunks[place]).concat();
        assert_eq!(open(&key, &[header, &mixed].concat()), None, "{order:?}");
    }
    assert_eq!(open(&key, &[header, chunks[0], chunks[1]].concat()), None);
}
