"""Score a folder of students' notebooks, each in a process of its own."""
