//! What can go wrong with organs, centers and calendars.

use crate::{
    error::{FieldFault, Internal, Problem},
    organs::working_days::NoCalendar,
};

/// Why an organ, a center or a date can't be had.
#[derive(Debug, thiserror::Error)]
pub enum OrganError {
    /// There is no such organ or center.
    #[error("there is no such organ or center")]
    NotFound,
    /// `near` isn't a place on earth.
    #[error("near isn't a latitude and a longitude")]
    NotAPosition,
    /// A date can't be counted.
    #[error(transparent)]
    NoCalendar(#[from] NoCalendar),
    /// National days of a year without its National Day: not a whole notice.
    #[error("the days of {0} aren't a whole notice: 1 October is missing")]
    IncompleteYear(i32),
    /// A page was asked for that can't be.
    #[error("there is no such page: {0}")]
    Page(Problem),
    /// The program's own fault.
    #[error(transparent)]
    Internal(#[from] Internal),
}

impl From<OrganError> for Problem {
    fn from(error: OrganError) -> Self {
        match error {
            OrganError::NotFound => Self::not_found(),
            OrganError::NotAPosition => Self::invalid(vec![FieldFault::new("/near", "not_a_position")]),
            OrganError::NoCalendar(NoCalendar { year }) => Self::conflict("no_calendar").with("year", year),
            OrganError::IncompleteYear(year) => {
                Self::invalid(vec![FieldFault::new("/file", "incomplete_year").with("year", year)])
            }
            OrganError::Page(problem) => problem,
            OrganError::Internal(internal) => internal.into(),
        }
    }
}
