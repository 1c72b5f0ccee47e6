//! The archive: a tar file, sealed in the age format while it is written and opened while it is read, piece by piece.

use std::{
    collections::BTreeMap,
    fs::{self, File, OpenOptions},
    io::{self, BufReader, BufWriter, Read},
    os::unix::fs::{DirBuilderExt, OpenOptionsExt},
    path::{Component, Path},
};

use age::{Decryptor, Encryptor, IdentityFile, Recipient, stream::StreamWriter, x25519};
use anyhow::{Context, anyhow, ensure};
use tar::{Builder, EntryType, Header};

use crate::{
    backup::manifest::{Hashing, MANIFEST, Manifest, Part},
    platform::keys::refuse_readable_by_others,
};

/// More than the names and hashes of a million files.
const MANIFEST_MOST: u64 = 256 * 1024 * 1024;

/// The public keys to which archives are sealed, from a text with commas between.
pub fn recipients(text: &str) -> anyhow::Result<Vec<x25519::Recipient>> {
    let keys = text.split(',').map(str::trim).filter(|key| !key.is_empty());
    let read = |key: &str| {
        key.parse().map_err(|_| anyhow!("HECHANG_BACKUP_RECIPIENTS: {key} isn't an age public key"))
    };
    let keys: Vec<_> = keys.map(read).collect::<anyhow::Result<_>>()?;
    ensure!(
        !keys.is_empty(),
        "HECHANG_BACKUP_RECIPIENTS: name the public key that `hechang backup key FILE` prints"
    );
    Ok(keys)
}

/// An archive that is being written.
pub struct Writer {
    tar: Builder<StreamWriter<BufWriter<File>>>,
    manifest: Manifest,
}

impl Writer {
    /// Begins one in a new file that only its owner may read.
    pub fn begin(file: &Path, recipients: &[x25519::Recipient], manifest: Manifest) -> anyhow::Result<Self> {
        let opened = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(file);
        let opened = opened.with_context(|| format!("{} can't be written", file.display()))?;
        let keys = recipients.iter().map(|key| {
            let key: &dyn Recipient = key;
            key
        });
        let sealed = Encryptor::with_recipients(keys).map_err(|error| anyhow!("{error}"))?;
        let tar = Builder::new(sealed.wrap_output(BufWriter::new(opened))?);
        Ok(Self { tar, manifest })
    }

    /// Adds a file as long as it is now.
    pub fn add(&mut self, name: &str, file: File) -> anyhow::Result<()> {
        let size = file.metadata()?.len();
        let mut bytes = Hashing::new(file.take(size));
        self.tar.append_data(&mut header(size), name, &mut bytes)?;
        let part = bytes.part();
        ensure!(part.size == size, "{name} became shorter while it was read");
        self.manifest.parts.insert(name.to_owned(), part);
        Ok(())
    }

    /// Adds the manifest and waits until the disk has everything.
    pub fn finish(mut self) -> anyhow::Result<Manifest> {
        let text = serde_json::to_vec(&self.manifest)?;
        self.tar.append_data(&mut header(u64::try_from(text.len())?), MANIFEST, text.as_slice())?;
        let file = self.tar.into_inner()?.finish()?.into_inner().map_err(io::IntoInnerError::into_error)?;
        file.sync_all()?;
        Ok(self.manifest)
    }
}

fn header(size: u64) -> Header {
    let mut header = Header::new_gnu();
    header.set_size(size);
    header.set_mode(0o600);
    header.set_entry_type(EntryType::Regular);
    header
}

/// Unpacks an archive into an empty folder; what it answers with has been compared with every file.
///
/// # Errors
/// When the key is another one's, or a byte isn't as it was written.
pub fn unpack(file: &Path, identity: &Path, into: &Path) -> anyhow::Result<Manifest> {
    let mut plain = open(file, identity)?;
    let (manifest, found) =
        unpacked(&mut plain, into).context("the archive is damaged or cut; nothing was changed")?;
    manifest.compare(&found)?;
    Ok(manifest)
}

fn open(file: &Path, identity: &Path) -> anyhow::Result<impl Read + use<>> {
    refuse_readable_by_others(identity)?;
    let keys = IdentityFile::from_file(identity.display().to_string())
        .with_context(|| format!("{} isn't a file of age keys", identity.display()))?;
    let keys = keys.into_identities().map_err(|error| anyhow!("{error}"))?;
    let sealed = File::open(file).with_context(|| format!("{} can't be read", file.display()))?;
    let sealed = Decryptor::new_buffered(BufReader::new(sealed))
        .map_err(|error| anyhow!("{} isn't a whole archive: {error}", file.display()))?;
    let keys = keys.iter().map(|key| {
        let key: &dyn age::Identity = key.as_ref();
        key
    });
    sealed.decrypt(keys).map_err(|error| anyhow!("{} doesn't open with this key: {error}", file.display()))
}

fn unpacked(plain: &mut impl Read, into: &Path) -> anyhow::Result<(Manifest, BTreeMap<String, Part>)> {
    let (mut manifest, mut found) = (None, BTreeMap::new());
    let mut tar = tar::Archive::new(&mut *plain);
    for entry in tar.entries()? {
        let mut entry = entry?;
        let name = entry.path()?.to_str().context("a name isn't text")?.to_owned();
        ensure!(
            entry.header().entry_type() == EntryType::Regular && is_plain(&name),
            "{name} isn't a plain file"
        );
        if name == MANIFEST {
            manifest = Some(serde_json::from_reader(entry.take(MANIFEST_MOST))?);
        } else {
            let part = extract(&mut entry, &into.join(&name))?;
            found.insert(name, part);
        }
    }
    // The end of the tar isn't the end of the seal: the last piece proves that nothing was cut off.
    io::copy(plain, &mut io::sink())?;
    Ok((manifest.context("its manifest is missing")?, found))
}

fn extract(bytes: &mut impl Read, file: &Path) -> anyhow::Result<Part> {
    if let Some(folder) = file.parent() {
        fs::DirBuilder::new().recursive(true).mode(0o700).create(folder)?;
    }
    let mut opened = Hashing::new(OpenOptions::new().write(true).create_new(true).mode(0o600).open(file)?);
    io::copy(bytes, &mut opened)?;
    opened.finish()
}

/// Whether a name stays in its folder.
fn is_plain(name: &str) -> bool {
    Path::new(name).components().all(|part| matches!(part, Component::Normal(_)))
}

impl Hashing<File> {
    /// Waits until the disk has it; answers what was written.
    fn finish(self) -> anyhow::Result<Part> {
        self.inner().sync_all()?;
        Ok(self.part())
    }
}
