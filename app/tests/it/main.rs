//! The real binary, from outside: its command line, the contract of its API, and what a crash leaves.

#![cfg(test)]

mod cli;
mod contract;
mod crash;
mod interop;
mod nodes;
mod people;
mod server;
