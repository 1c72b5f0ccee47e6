//! A photo or paper that shows something beside an application's checklist, like the use of money in custody.

use crate::{
    app::App,
    materials::{
        error::MaterialError,
        files,
        inspect::bench,
        kinds::{self, Kind},
        service::{Arrived, leave, receive, screening},
    },
    web::parts::FilePart,
};

/// What a photo or a scanned paper may be.
const TAKEN: [Kind; 5] = [Kind::Jpeg, Kind::Png, Kind::Webp, Kind::Heic, Kind::Pdf];

/// Takes it in and looks into the whole of it. It goes by itself unless a change keeps it ([`files::keep`]).
///
/// # Errors
/// Those of [`receive`]; `Unreadable`, `Infected`; `Waiting` while the scanner is away. Nothing is kept then.
pub async fn receive_evidence(app: &App, part: FilePart) -> Result<Arrived, MaterialError> {
    let arrived = receive(app, part, accepted()).await?;
    match look(app, &arrived).await {
        Ok(()) => Ok(arrived),
        Err(error) => {
            leave(app, arrived).await?;
            Err(error)
        }
    }
}

async fn look(app: &App, arrived: &Arrived) -> Result<(), MaterialError> {
    if !TAKEN.contains(&arrived.kind) {
        return Err(MaterialError::TypeNotAccepted { accepted: accepted() });
    }
    let place = bench::place().await?;
    let bytes = files::read_whole(app, arrived.file).await?;
    if screening::at_arrival(app, &bytes).await?.is_some() {
        return Err(MaterialError::Waiting);
    }
    place.look(arrived.kind, bytes).await.map(drop).map_err(MaterialError::Unreadable)
}

fn accepted() -> String {
    kinds::names(&TAKEN.map(Kind::media_type))
}
