//! Looking into a file that belongs to another slice, like a voucher of a visit.

use uuid::Uuid;

use crate::{
    app::App,
    materials::{
        error::MaterialError,
        filename, files,
        inspect::{Flaw, bench},
        kinds,
        service::{Arrived, screening},
    },
};

/// What came of looking into a file.
pub struct Examined {
    /// The picture that is drawn of it.
    pub preview: Option<Uuid>,
    /// Its name, fit to be shown.
    pub name: String,
}

/// Looks into a file that has come in. It is let in only when the scanner, where there is one, has looked at it; whoever owns it
/// afterward keeps it and its preview with [`files::keep`], or lets both go.
///
/// # Errors
/// `TypeNotAccepted`, `Unreadable`, `Infected`; `Waiting` while the scanner is away.
pub async fn examine(app: &App, arrived: &Arrived, accepted: &[&str]) -> Result<Examined, MaterialError> {
    let not_taken = || MaterialError::TypeNotAccepted { accepted: kinds::names(accepted) };
    if !accepted.contains(&arrived.kind.media_type()) {
        return Err(not_taken());
    }
    let place = bench::place().await?;
    let bytes = files::read_whole(app, arrived.file).await?;
    if screening::at_arrival(app, &bytes).await?.is_some() {
        return Err(MaterialError::Waiting);
    }
    let drawn = place.look(arrived.kind, bytes).await.map_err(|flaw| match flaw {
        Flaw::Film => not_taken(),
        flaw => MaterialError::Unreadable(flaw),
    })?;
    let preview = match drawn {
        Some(drawn) => Some(files::write(app, &drawn).await?),
        None => None,
    };
    Ok(Examined { preview, name: filename::cleaned(&arrived.name, arrived.kind) })
}
