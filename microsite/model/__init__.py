"""From trees of nodes to one frozen, validated Event."""
