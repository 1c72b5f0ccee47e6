//! Kinds, states and actions; the tables of the catalog are written with them.

use std::str::FromStr;

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::error::Internal;

/// Gives an enum of words its list, its words, and the way back.
macro_rules! words {
    ($name:ident { $($(#[$doc:meta])* $variant:ident = $word:literal),+ $(,)? }, $count:literal, $what:literal, $many:literal) => {
        #[doc = $what]
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum $name { $($(#[$doc])* $variant),+ }

        impl $name {
            #[doc = $many]
            pub const ALL: [Self; $count] = [$(Self::$variant),+];

            /// The word in JSON, in the database and in templates.
            pub const fn word(self) -> &'static str {
                match self { $(Self::$variant => $word),+ }
            }
        }

        /// Reads the word. One that isn't is a fault of the program or of its database.
        impl FromStr for $name {
            type Err = Internal;

            fn from_str(word: &str) -> Result<Self, Internal> {
                let known = Self::ALL.into_iter().find(|known| known.word() == word);
                known.ok_or_else(|| Internal::msg(format!("{word:?} isn't known")))
            }
        }
    };
}

words!(TaskKind {
    /// 入户走访: two people go and see.
    HomeVisit = "home_visit",
    /// 询问: somebody is asked.
    Inquiry = "inquiry",
    /// 调取材料: a line of the checklist that the office fetches itself.
    FetchPaper = "fetch_paper",
    /// 听证: a hearing is held; its record is attached.
    Hearing = "hearing",
    /// 补办手续: what a grant that couldn't wait left out.
    CompleteFile = "complete_file",
    /// 协查函: another procuratorate is asked.
    RequestOrgan = "request_organ",
}, 6, "What is to be done.", "All of them.");

words!(TaskState {
    /// To be done.
    Open = "open",
    /// Done, with a note.
    Done = "done",
    /// Given up, with a reason.
    Dropped = "dropped",
}, 3, "Where a task stands.", "All of them.");

words!(TaskAction {
    /// It is done.
    Finish = "finish",
    /// It is given up.
    Drop = "drop",
}, 2, "What ends a task.", "All of them.");

words!(RequestState {
    /// On its way.
    Sent = "sent",
    /// Somebody there works on it.
    Received = "received",
    /// Answered.
    Answered = "answered",
    /// Sent back with a reason.
    Returned = "returned",
}, 4, "Where a request stands.", "All of them.");

words!(RequestAction {
    /// Somebody takes it.
    Receive = "receive",
    /// It is answered.
    Answer = "answer",
    /// It is sent back.
    Return = "return",
}, 3, "What the asked procuratorate does.", "All of them.");
