"""The science of the house: standards as dated data, and indicators as pure functions on arrays. No I/O."""
