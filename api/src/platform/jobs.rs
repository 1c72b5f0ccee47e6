//! Work that comes back: each job runs now, then again and again, until the program ends.

use std::time::Duration;

use tokio::{task::JoinSet, time::MissedTickBehavior};

use crate::error::Internal;

/// Starts a job. A failed run is logged and tried again at the next turn; a run is never begun before the last has ended.
pub fn start<Run>(
    background: &mut JoinSet<()>,
    name: &'static str,
    every: Duration,
    job: impl Fn() -> Run + Send + 'static,
) where
    Run: Future<Output = Result<(), Internal>> + Send,
{
    background.spawn(async move {
        let mut turns = tokio::time::interval(every);
        turns.set_missed_tick_behavior(MissedTickBehavior::Delay);
        loop {
            turns.tick().await;
            if let Err(error) = job().await {
                tracing::error!(job = name, error = format!("{error:#}"), "a job failed");
            }
        }
    });
}

#[cfg(test)]
mod tests {
    use std::sync::{
        Arc,
        atomic::{AtomicU32, Ordering},
    };

    use super::*;

    #[tokio::test]
    async fn a_failed_run_is_tried_again() {
        let runs = Arc::new(AtomicU32::new(0));
        let mut background = JoinSet::new();
        let counter = runs.clone();
        start(&mut background, "test", Duration::from_millis(1), move || {
            let run = counter.fetch_add(1, Ordering::SeqCst);
            async move { if run == 0 { Err(Internal::msg("the first run fails")) } else { Ok(()) } }
        });
        while runs.load(Ordering::SeqCst) < 3 {
            tokio::task::yield_now().await;
        }
        assert!(background.try_join_next().is_none());
    }
}
