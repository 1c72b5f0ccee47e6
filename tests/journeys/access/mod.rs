//! Who may see and do what (design, "Who may see what"): each route by each role, what lists let through, who is kept out, and what random
//! readers get to see.

mod cast;
mod ground;
mod leaking;
mod protection;
mod reach;
mod routes;
mod steps;
mod table;

/// The paths of every reading route that staff may ask for.
pub fn reading_routes() -> Vec<String> {
    let rows = table::read().into_iter().filter(|row| row.method() == "GET" && !row.last);
    rows.map(|row| row.path().to_owned())
        .filter(|path| !path.contains("sign") && !path.contains(':'))
        .collect()
}
