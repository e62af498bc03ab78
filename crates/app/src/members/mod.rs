//! Memberships: who may enter a workspace, in which role, for which brand, until when.
//!
//! Owns the tables `memberships` and `invitations`. Never touches an account beyond making the one an invitation was
//! accepted with.

mod accept;
mod change;
mod invite;
mod member;
pub mod store;

pub use accept::{InvitationView, Proof};
pub use invite::{Invitation, InvitationLink};
pub use member::{Access, Member, NewAccess};
