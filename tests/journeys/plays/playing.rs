//! A play goes on: whose turn it mostly is, who goes away before the answer, and two at once.

use std::fmt::Debug;

use hechang_tests::{ask::Answer, people::Person, town::Town};
use proptest::prelude::*;

use super::{
    Cast, Draw, picks,
    whole::{all_is_accounted_for, all_is_proven},
};

/// A play in which people do one thing after the other.
pub trait Play {
    type Step: Debug;

    fn town(&self) -> &Town;
    fn cast(&self) -> &Cast<'_>;
    /// Whose work it is.
    fn may(&self, step: &Self::Step) -> &'static [&'static str];
    /// Whose turn it is among them, as far as is known.
    fn turn(&self, step: &Self::Step) -> &'static [&'static str] {
        self.may(step)
    }
    /// Nothing where there is nothing to do it to.
    async fn asks(&self, step: &Self::Step, name: &str, by: &Person<'_>) -> Option<Answer>;
    /// What must hold besides, when so much may have happened at most.
    async fn holds(&mut self, most: usize, told: &str);
}

/// Plays steps that must work, so that chance finds something of every kind.
pub async fn begins<P: Play>(play: &mut P, steps: impl IntoIterator<Item = (P::Step, &'static str)>) {
    for (step, name) in steps {
        let told = format!("{step:?} by {name}");
        let answer = play.asks(&step, name, play.cast().named(name)).await.unwrap();
        assert!(answer.status < 300, "{told}: {}", answer.text());
        all_is_accounted_for(play.town(), &told).await;
        play.holds(1, &told).await;
    }
}

/// Plays so many steps. Every fifth time two ask at the same moment, and then somebody goes away before the answer.
pub async fn plays<P: Play>(play: &mut P, steps: usize, step: impl Strategy<Value = P::Step>) {
    let (mut draw, mut done, mut others, mut left) = (Draw::new(), 0, 0, 0);
    let drawn = (step, picks());
    for place in 0..steps {
        let two = [draw.of(&drawn), draw.of(&drawn)];
        let [one, other] = two.each_ref().map(|(step, who)| (step, play.cast().pick(play.turn(step), *who)));
        let told = format!("{place}: {:?} by {}, {:?} by {}", one.0, one.1.0, other.0, other.1.0);
        let asks = async |(step, (name, by)): (&P::Step, &(&'static str, Person<'_>))| {
            let may = play.may(step).contains(name);
            play.asks(step, name, by).await.map(|answer| (answer, may))
        };
        let answers = match place % 5 {
            0 => <[_; 2]>::from(tokio::join!(asks(one), asks(other))).to_vec(),
            2 => vec![impatiently(play.town(), draw.of(&(0..8_usize)), asks(one)).await],
            _ => vec![asks(one).await],
        };
        let most = answers.len() + left;
        for (answer, may) in answers.into_iter().flatten() {
            assert!(answer.status < 500, "{told}: {}", answer.text());
            assert!(answer.status >= 300 || may, "{told}: {}", answer.status);
            done += usize::from(answer.status < 300);
            others += usize::from(!may);
        }
        // What somebody went away from may happen yet.
        left = usize::from(place % 5 == 2);
        all_is_accounted_for(play.town(), &told).await;
        play.holds(most, &told).await;
    }
    all_is_proven(play.town()).await;
    eprintln!("{done} of {steps} steps did something, {others} times somebody asked whose work it isn't");
}

/// Asks, and goes away when the program has given so many other answers; then nobody knows what came of it.
async fn impatiently<T>(town: &Town, moments: usize, asking: impl Future<Output = Option<T>>) -> Option<T> {
    let waiting = async {
        for _ in 0..moments {
            town.get("/healthz").await.expect(200);
        }
    };
    tokio::select! {
        asked = asking => asked,
        () = waiting => None,
    }
}
