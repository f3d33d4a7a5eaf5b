# Written by bastide from the program; change the program, not this file.

# Whoever asks cards is answered by this; it is made beside another, never in its place.
resource "terraform_data" "cards" {
  triggers_replace = "hosts in the fleet production-pci-cards-main"
}
