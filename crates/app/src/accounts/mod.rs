//! People's accounts: who they are, how they prove it, where they are signed in.
//!
//! Owns the tables `users`, `sessions` and `password_resets`, the first-run set-up, and turning a session or a bearer
//! token's row into an [`Actor`](crate::Actor). Never decides what a person may do in a workspace: memberships do.

mod account;
mod actor_row;
mod password;
mod profile;
mod reset;
mod session;
mod setup;
mod sign_in;
pub mod store;

pub use account::{Language, Theme, User, email_address};
pub use actor_row::ActorRow;
pub use password::{check as check_password, hash as hash_password, verify as verify_password};
pub use profile::ChangeProfile;
pub use reset::ResetLink;
pub use session::{Choice, Session, SignedIn};
pub use setup::{NewOwner, OwnerMade};
pub(crate) use sign_in::open_session_in;
pub use sign_in::{Credentials, NewSession, Origin, SESSION_LIFE};
