//! Who may see and do what (design, "Who may see what"): each route by each role, what lists let through, who is kept out, and what random
//! readers get to see.

mod cast;
mod ground;
mod leaking;
mod protection;
mod reach;
mod routes;
mod table;
