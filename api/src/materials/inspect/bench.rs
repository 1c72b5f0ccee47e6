//! Where files are looked into: off the request threads, two at once, for five seconds at most (security.md UP-4).

use tokio::sync::Semaphore;

use crate::{
    error::Internal,
    materials::{
        inspect::{Flaw, look},
        kinds::Kind,
        limits,
    },
};

static PLACES: Semaphore = Semaphore::const_new(limits::AT_ONCE);

/// A place at the bench. Whoever has one may hold a whole file in memory.
pub struct Place(tokio::sync::SemaphorePermit<'static>);

/// Waits for a place.
pub async fn place() -> Result<Place, Internal> {
    Ok(Place(PLACES.acquire().await.map_err(Internal::from_error)?))
}

impl Place {
    /// Looks into a file. One that takes too long keeps the place until it is done, so that there are never more than two.
    pub async fn look(self, kind: Kind, bytes: Vec<u8>) -> Result<Option<Vec<u8>>, Flaw> {
        let Self(permit) = self;
        let looking = tokio::task::spawn_blocking(move || {
            let found = look(kind, &bytes);
            drop(permit);
            found
        });
        match tokio::time::timeout(limits::INSPECTION, looking).await {
            Ok(Ok(found)) => found,
            Ok(Err(_)) => {
                tracing::warn!(kind = kind.name(), "a file broke its reader");
                Err(Flaw::Damaged)
            }
            Err(_) => {
                tracing::warn!(kind = kind.name(), "a file took too long to be read");
                Err(Flaw::TooMuchInside)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use tokio::time::timeout;

    use super::*;

    #[actix_web::test]
    async fn a_third_file_waits_until_a_place_is_free() {
        let (first, second) = (place().await.unwrap(), place().await.unwrap());
        assert!(timeout(Duration::from_millis(20), place()).await.is_err());
        drop(first);
        let third = place().await.unwrap();
        assert!(timeout(Duration::from_millis(20), place()).await.is_err());
        drop((second, third));
    }

    #[actix_web::test]
    async fn a_place_is_free_again_once_its_file_was_looked_into() {
        for _ in 0..4 {
            let looked = place().await.unwrap().look(Kind::Png, b"\x89PNG\r\n\x1a\n".to_vec()).await;
            assert!(looked.is_err());
        }
    }
}
