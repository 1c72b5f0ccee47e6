//! Where files are looked into: off the request threads, two at once, for five seconds at most (security.md UP-4).

use std::time::Duration;

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
        self.does(limits::INSPECTION, kind, move || look(kind, &bytes)).await
    }

    async fn does<T: Send + 'static>(
        self,
        most: Duration,
        kind: Kind,
        work: impl FnOnce() -> Result<T, Flaw> + Send + 'static,
    ) -> Result<T, Flaw> {
        let Self(permit) = self;
        let looking = tokio::task::spawn_blocking(move || {
            let found = work();
            drop(permit);
            found
        });
        match tokio::time::timeout(most, looking).await {
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
    use std::sync::mpsc::channel;

    use tokio::{sync::Mutex, time::timeout};

    use super::*;

    /// Held by a test that takes all places.
    static ALL: Mutex<()> = Mutex::const_new(());

    #[actix_web::test]
    async fn a_third_file_waits_until_a_place_is_free() {
        let _all = ALL.lock().await;
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

    #[actix_web::test]
    async fn a_file_that_takes_too_long_is_given_up_and_keeps_its_place() {
        assert_eq!(limits::INSPECTION, Duration::from_secs(5));
        let _all = ALL.lock().await;
        let _other = place().await.unwrap();
        let (ends, end) = channel::<()>();
        let slow = move || end.recv().map_err(|_| Flaw::Damaged);
        let slow = place().await.unwrap().does(Duration::from_millis(20), Kind::Pdf, slow).await;
        assert_eq!(slow, Err(Flaw::TooMuchInside));
        assert!(timeout(Duration::from_millis(20), place()).await.is_err(), "a third file is looked into");
        ends.send(()).unwrap();
        drop(timeout(Duration::from_secs(5), place()).await.expect("the place is free again").unwrap());
    }

    #[actix_web::test]
    async fn a_real_picture_that_takes_too_long_is_given_up() {
        let mut png = std::io::Cursor::new(Vec::new());
        image::RgbImage::new(3000, 3000).write_to(&mut png, image::ImageFormat::Png).unwrap();
        let png = png.into_inner();
        let within = async |most, bytes: Vec<u8>| {
            place().await.unwrap().does(most, Kind::Png, move || look(Kind::Png, &bytes)).await
        };
        assert_eq!(within(Duration::from_millis(1), png.clone()).await, Err(Flaw::TooMuchInside));
        assert!(within(Duration::from_mins(1), png).await.unwrap().is_some());
    }
}
