//! Draws that can be repeated: with `HECHANG_PLAY_SEED` and the seed that a play told, it draws the same.

use std::env;

use data_encoding::HEXLOWER;
use hechang::platform::ids;
use proptest::{
    prelude::*,
    strategy::ValueTree,
    test_runner::{Config, RngAlgorithm, TestRng, TestRunner},
};

pub struct Draw(TestRunner);

impl Draw {
    pub fn new() -> Self {
        let seed = given().unwrap_or_else(ids::random_bytes);
        eprintln!("HECHANG_PLAY_SEED={}", HEXLOWER.encode(&seed));
        let rng = TestRng::from_seed(RngAlgorithm::ChaCha, &seed);
        Self(TestRunner::new_with_rng(Config::default(), rng))
    }

    pub fn of<T>(&mut self, strategy: &impl Strategy<Value = T>) -> T {
        strategy.new_tree(&mut self.0).unwrap().current()
    }
}

fn given() -> Option<[u8; 32]> {
    let told = env::var("HECHANG_PLAY_SEED").ok()?;
    Some(HEXLOWER.decode(told.as_bytes()).unwrap().try_into().unwrap())
}

/// One of those that there are: of those that fit, if it should be and there are any.
#[derive(Clone, Copy, Debug)]
pub struct Pick {
    fitting: bool,
    number: usize,
}

impl Pick {
    /// Exactly this one.
    pub const fn nth(number: usize) -> Self {
        Self { fitting: false, number }
    }

    pub fn of<T>(self, all: impl IntoIterator<Item = T>, fits: impl Fn(&T) -> bool) -> Option<T> {
        let (fitting, others): (Vec<_>, Vec<_>) = all.into_iter().partition(|one| !self.fitting || fits(one));
        let mut some = if fitting.is_empty() { others } else { fitting };
        let place = self.number.checked_rem(some.len())?;
        Some(some.swap_remove(place))
    }
}

/// Mostly one that fits.
pub fn picks() -> impl Strategy<Value = Pick> {
    (prop::bool::weighted(0.8), any::<usize>()).prop_map(|(fitting, number)| Pick { fitting, number })
}
